namespace EdgeAgent.JsonSchema;

/// <summary>The types that the keyword <c>type</c> names; a union has several bits.</summary>
[Flags]
public enum SchemaTypes
{
    /// <summary>The keyword is absent.</summary>
    None = 0,

    /// <summary><c>null</c>.</summary>
    Null = 1,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean = 2,

    /// <summary>A number without a fraction: <c>1.0</c> is one (but not under draft 4).</summary>
    Integer = 4,

    /// <summary>Any number.</summary>
    Number = 8,

    /// <summary>A string.</summary>
    String = 16,

    /// <summary>An array.</summary>
    Array = 32,

    /// <summary>An object.</summary>
    Object = 64,
}
