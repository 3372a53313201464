namespace EdgeAgent.Benchmarks.Masks;

/// <summary>What became of one schema. Times in nanoseconds.</summary>
internal sealed class RowResult(string id)
{
    public string Id { get; } = id;

    /// <summary>From the schema's text to the first mask, CPU time and the wall's; -1 where it did not compile.</summary>
    public (long Cpu, long Wall) FirstMask { get; set; } = (-1, -1);

    /// <summary>Which of the run's steps are this row's.</summary>
    public Range Steps { get; set; }

    public List<MaskFailure> Failures { get; } = [];

    /// <summary>By MaskBench's rule, which does not look at the end of the text.</summary>
    public bool Passes { get; private set; } = true;

    /// <summary>By the stricter rule: valid instances may end where they end, invalid ones may not.</summary>
    public bool PassesStrictly { get; private set; } = true;

    public void Add(MaskFailure failure)
    {
        Failures.Add(failure);
        Passes &= failure.Class == FailureClass.ValidUnfinished;
        PassesStrictly &= failure.Class == FailureClass.InvalidAccepted && !failure.MayEnd;
    }

    public bool Has(string failureClass) => Failures.Exists(failure => failure.Class == failureClass);
}
