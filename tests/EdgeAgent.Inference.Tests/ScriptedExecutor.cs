using EdgeAgent.Grammar;

namespace EdgeAgent.Inference.Tests;

/// <summary>An executor whose logits are given: by the tokens so far.</summary>
internal sealed class ScriptedExecutor(int vocabulary, Func<int[], float[]> logits) : ModelExecutor
{
    public override ExecutorCapabilities Capabilities { get; } = new(1000, 1, InPlace: true);

    public override int VocabularySize => vocabulary;

    public override long StateBytes(int tokens) => 0;

    private protected override void ForwardCore(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken) => Advance(tokenIds);

    private protected override void LogitsCore(int row, Span<float> destination) => logits(Tokens.ToArray()).CopyTo(destination);

    private protected override ModelExecutor ForkCore() => new ScriptedExecutor(vocabulary, logits);

    private protected override void SaveCore(int start, int count, Span<byte> destination)
    {
    }

    private protected override void RestoreCore(int count, ReadOnlySpan<byte> state)
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
