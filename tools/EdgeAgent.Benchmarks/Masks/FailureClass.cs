namespace EdgeAgent.Benchmarks.Masks;

/// <summary>The classes of failures. All but the last make a schema fail by MaskBench's rule; the last one counts
/// only under the stricter rule.</summary>
internal static class FailureClass
{
    public const string CompileError = "compile_error", ValidRejected = "valid_rejected", InvalidAccepted = "invalid_accepted",
        Exception = "exception", TimeOut = "time_out", ValidUnfinished = "valid_unfinished";

    public static readonly string[] All = [CompileError, ValidRejected, InvalidAccepted, Exception, TimeOut, ValidUnfinished];
}
