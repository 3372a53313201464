using System.Text.Json.Serialization;

namespace EdgeAgent.Models;

/// <summary>Which part of the model a graph computes.</summary>
public enum GraphRole
{
    /// <summary>Ids or embeddings to the last hidden states; updates keys and values.</summary>
    [JsonStringEnumMemberName("body")] Body,

    /// <summary>Hidden states to logits.</summary>
    [JsonStringEnumMemberName("head")] Head,

    /// <summary>Ids to logits, as packages of other makers have it.</summary>
    [JsonStringEnumMemberName("whole")] Whole,
}
