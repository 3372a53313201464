namespace EdgeAgent.Templates.Jinja;

/// <summary>The codes of <see cref="TemplateException"/>, each with a section in docs/errors.md.</summary>
internal static class ErrorCodes
{
    public const string Syntax = "EA2001";
    public const string Unsupported = "EA2002";
    public const string UnknownName = "EA2003";
    public const string Undefined = "EA2010";
    public const string BadValue = "EA2011";
    public const string RaisedByTemplate = "EA2012";
    public const string Sandbox = "EA2013";
    public const string TooManySteps = "EA2020";
    public const string TooMuchText = "EA2021";
    public const string TooDeep = "EA2022";
    public const string BadConversation = "EA2030";
    public const string CannotContinue = "EA2031";
    public const string CannotRewrite = "EA2032";
}
