namespace EdgeAgent.Agents;

/// <summary>Marks a method that a model may call.</summary>
/// <remarks>
/// At compile time the class gets an extension <c>AsTools()</c>, on its objects or on itself where all marked methods are static. What
/// keeps a method from being a tool is a diagnostic of the compiler (docs/diagnostics.md).
/// <see cref="AgentTool.FromObject{T}(T, ToolOptions?)"/> makes the same tools by reflection.
/// What the tool and its parameters do is said with <see cref="System.ComponentModel.DescriptionAttribute"/>: the model reads it.
/// A value not given here comes from the <see cref="ToolOptions"/> that the tool is made with.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolAttribute : Attribute
{
    /// <summary>Marks the method, with the method's own name in snake_case (<c>SetLightAsync</c> is <c>set_light</c>).</summary>
    public ToolAttribute()
    {
    }

    /// <summary>Marks the method under a name of its own.</summary>
    /// <param name="name">Letters, digits, <c>_</c> and <c>-</c>, at most 64: what every chat API accepts. <c>.</c>, <c>/</c>, <c>:</c> and up to 128
    /// characters are taken too, as MCP servers use them.</param>
    public ToolAttribute(string name) => Name = name;

    /// <summary>The tool's name for the model; null takes the method's.</summary>
    public string? Name { get; }

    /// <summary>What must happen before the method may run. Default <see cref="ToolApproval.Never"/>.</summary>
    public ToolApproval Approval { get; set; }

    /// <summary>Seconds the method may take; 0, the default, takes <see cref="ToolOptions.Timeout"/>.</summary>
    public double TimeoutSeconds { get; set; }

    /// <summary>The method may run twice without harm, so that a failed run may be tried again. Default false.</summary>
    public bool Idempotent { get; set; }

    /// <summary>What a wrong call could do; the stricter of this and <see cref="ToolOptions.Risk"/> holds. Default
    /// <see cref="ToolRisk.Unspecified"/>.</summary>
    public ToolRisk Risk { get; set; }

    /// <summary>The method may run while other calls of the same model answer run. Default false: only a
    /// <see cref="ToolRisk.ReadOnly"/> one may.</summary>
    public bool AllowParallel { get; set; }
}
