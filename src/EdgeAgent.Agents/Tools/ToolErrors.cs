using System.Globalization;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Agents.Tools;

/// <summary>Every sentence a model reads about a call that failed: short, in words it can act on, and without anything secret.</summary>
internal static class ToolErrors
{
    public const string NotAllowed = "permission denied: this function is not allowed";
    public const string NotApproved = "permission denied: the user did not approve this call";
    public const string NotRun = "not run: the turn was interrupted";
    public const string TimedOut = "timeout: the function did not answer in time";
    public const string Cancelled = "cancelled: the user stopped it";
    public const string HandlerFailed = "the function failed";
    public const string NotRecorded = "not run: calls cannot be recorded now";
    public const string DryRun = "not run: this is a rehearsal, nothing was changed";
    public const string Busy = "not run: the function is busy; try again later";

    private const int ShownErrors = 3;

    public static string Unknown(string name, IReadOnlyList<AgentTool> offered)
    {
        string shown = name.Length <= 64 ? name : name[..64];
        return offered.Count == 0
            ? $"unknown function '{shown}': no function is available now"
            : $"unknown function '{shown}': use {string.Join(" or ", NearestNames.Of(name, offered.Select(t => t.Name)))}";
    }

    public static string Invalid(ValidationResult result) =>
        Invalid(Sentence(result));

    /// <summary>The first few errors, each with its place and keyword.</summary>
    public static string Sentence(ValidationResult result) => string.Join("; ", result.Errors.Take(ShownErrors).Select(e =>
        $"{(e.InstancePointer == "#" ? "" : $"{e.InstancePointer[1..]}: ")}{e.Message.TrimEnd('.')} ({e.Keyword})"));

    public static string Invalid(string what) => $"invalid arguments: {what}";

    public static string Limit(StopReason reason) => reason switch
    {
        StopReason.RepeatedCall => "not run: the same call was made before; use its result",
        StopReason.MaxDuration => "not run: the time of this turn is up",
        _ => "not run: too many function calls in one turn",
    };

    public static string CircuitOpen(TimeSpan retryAfter) => $"not run: the function keeps failing; try again {After(retryAfter)}";

    public static string RateLimited(TimeSpan retryAfter) => $"not run: the function was called too often; try again {After(retryAfter)}";

    private static string After(TimeSpan time) =>
        time <= TimeSpan.Zero ? "later" : string.Create(CultureInfo.InvariantCulture, $"in {Math.Ceiling(time.TotalSeconds)} s");
}
