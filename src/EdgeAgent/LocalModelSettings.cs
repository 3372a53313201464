using System.ComponentModel.DataAnnotations;
using EdgeAgent.Models;

namespace EdgeAgent;

/// <summary>Which model a service collection serves and how; binds from configuration.</summary>
/// <remarks>Checked when the host starts: a wrong value ends the start with a sentence for each, not a request later.</remarks>
public class LocalModelSettings
{
    /// <summary>An id or alias of the manifest, a package's folder, or a file to convert. Default the model that came with the library.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Model { get; set; } = ModelStore.DefaultModel;

    /// <summary>Tokens that one conversation may hold at most, 16 to 1,048,576. Default 4,096.</summary>
    [Range(16, 1 << 20)]
    public int MaxContext { get; set; } = 4_096;

    /// <summary>Tokens of one answer at most where a request does not say, 1 to 1,048,576. Default 512.</summary>
    [Range(1, 1 << 20)]
    public int MaxOutputTokens { get; set; } = 512;

    /// <summary>Threads of one operator, 0 to 256. Default 0: one a core.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>Whether the model is loaded when the host starts, so that the first request need not wait for it. Default true; false loads it
    /// with the first request.</summary>
    public bool WarmUp { get; set; } = true;
}
