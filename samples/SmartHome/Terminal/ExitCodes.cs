namespace SmartHome.Terminal;

/// <summary>How the programs end, for scripts.</summary>
public static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int BadInput = 3;
    public const int Model = 4;
    public const int ExecutionProvider = 5;
    public const int Limit = 6;
    public const int Cancelled = 130;
}
