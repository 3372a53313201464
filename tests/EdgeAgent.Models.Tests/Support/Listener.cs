namespace EdgeAgent.Models.Tests.Support;

/// <summary>Keeps what is reported, in order.</summary>
internal sealed class Listener : IProgress<ModelProgress>
{
    private readonly List<ModelProgress> _all = [];

    public IReadOnlyList<ModelProgress> All
    {
        get
        {
            lock (_all) return [.. _all];
        }
    }

    public IEnumerable<string> Warnings => All.Where(static one => one.Stage == ModelStage.Warning).Select(static one => one.Message!);

    public void Report(ModelProgress value)
    {
        lock (_all) _all.Add(value);
    }
}
