namespace EdgeAgent.Agents.Parsing;

/// <summary>What in a text begins something that is not text.</summary>
internal enum Trigger
{
    /// <summary>Nothing does.</summary>
    None,

    /// <summary>Something may, once more of the text is there.</summary>
    Perhaps,

    /// <summary><c>&lt;think&gt;</c>.</summary>
    Thinking,

    /// <summary><c>&lt;tool_call&gt;</c>.</summary>
    Hermes,

    /// <summary><c>[TOOL_CALLS]</c>.</summary>
    Mistral,

    /// <summary><c>&lt;|python_tag|&gt;</c>.</summary>
    PythonTag,

    /// <summary>A bracket as the first character of an answer.</summary>
    BareJson,

    /// <summary><c>&lt;function=</c> outside <c>&lt;tool_call&gt;</c>.</summary>
    Function,

    /// <summary>A fence, at most the name of a language, then a bracket.</summary>
    Fence,
}
