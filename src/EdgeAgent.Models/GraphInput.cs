using System.Text.Json.Serialization;

namespace EdgeAgent.Models;

/// <summary>What a body or whole graph is fed.</summary>
public enum GraphInput
{
    /// <summary>Token ids: the embedding is inside.</summary>
    [JsonStringEnumMemberName("ids")] Ids,

    /// <summary>Rows of the embedding, looked up by the caller.</summary>
    [JsonStringEnumMemberName("embeddings")] Embeddings,
}
