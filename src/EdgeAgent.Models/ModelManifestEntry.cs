using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace EdgeAgent.Models;

/// <summary>One model that the manifest knows.</summary>
public sealed record ModelManifestEntry
{
    /// <summary>The id by which it is asked for.</summary>
    public required string Id { get; init; }

    /// <summary>Other names for it.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = value ?? []; } = [];

    /// <summary>A line for people.</summary>
    public required string Title { get; init; }

    /// <summary>The repository on a Hugging Face-compatible hub, <c>owner/name</c>; null for the embedded model.</summary>
    public string? Repository { get; init; }

    /// <summary>The branch, tag or commit of the repository that the row was written for; null for its main branch.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether it only continues text: no training on conversations.</summary>
    public bool BaseModel { get; init; }

    /// <summary>Languages it was made for, as ISO 639-1 codes.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>The network's numbers. A checkpoint's own config decides where it differs.</summary>
    public required ModelArchitecture Architecture { get; init; }

    /// <summary>The texts of its special tokens; ids are looked up in its tokenizer.</summary>
    public required ManifestTokens Tokens { get; init; }

    /// <summary>The name of a template of the manifest, for a model whose files have none; null where they have one.</summary>
    public string? Template { get; init; }

    /// <summary>The text of that template.</summary>
    [JsonIgnore]
    public string? TemplateText { get; init; }

    /// <summary>How it writes tool calls.</summary>
    public ToolCallFormat? ToolCalls { get; init; }

    /// <summary>What its makers advise for sampling.</summary>
    public GenerationDefaults? Generation { get; init; }

    /// <summary>The form of its graphs for each kind of execution provider: <c>cpu</c>, <c>gpu</c>, <c>npu</c>.</summary>
    public IReadOnlyDictionary<string, GraphForm> Forms { get; init => field = value ?? ReadOnlyDictionary<string, GraphForm>.Empty; }
        = ReadOnlyDictionary<string, GraphForm>.Empty;

    /// <summary>Figures that were measured on it.</summary>
    public IReadOnlyList<ManifestMeasure> Measured { get; init => field = value ?? []; } = [];

    /// <summary>Under which terms it may be used.</summary>
    public required LicenceInfo Licence { get; init; }

    /// <summary>The files to convert from, where they are known.</summary>
    public ManifestSource? Source { get; init; }

    /// <summary>What may stand in for its tokenizer in tests; null where its own is at hand.</summary>
    public ManifestStandIn? StandIn { get; init; }

    /// <summary>Members that are not confirmed by the makers' files, as paths such as <c>architecture.rope.theta</c>.</summary>
    public IReadOnlyList<string> Assumed { get; init => field = value ?? []; } = [];
}
