using EdgeAgent.Models;

namespace EdgeAgent.Conversion;

/// <summary>Passes on each hundredth once, whichever thread reaches it.</summary>
internal sealed class PercentProgress(IProgress<ModelProgress>? progress, string model)
{
    private int _last = -1;

    public void Report(double fraction)
    {
        int percent = (int)(100 * fraction);
        int last = Volatile.Read(ref _last);
        if (percent > last && Interlocked.CompareExchange(ref _last, percent, last) == last)
            progress?.Report(new(ModelStage.Converting, model, percent / 100.0));
    }
}
