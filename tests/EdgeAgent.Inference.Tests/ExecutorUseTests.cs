namespace EdgeAgent.Inference.Tests;

/// <summary>U26: an executor is one conversation's; a second call while one runs is refused and changes nothing.</summary>
public sealed class ExecutorUseTests
{
    [Fact]
    public void U26_CallWhileOneRuns_IsRefusedAndTheFirstGoesOn()
    {
        using ReentrantExecutor executor = new();
        executor.Forward([1, 2, 3], 1, TestContext.Current.CancellationToken);
        Assert.IsType<InvalidOperationException>(executor.Refusal);
        Assert.Equal([1, 2, 3], executor.Tokens);
        Assert.Equal(1, executor.KeptRows);
    }

    /// <summary>Calls itself in the middle of a forward, as another thread would.</summary>
    private sealed class ReentrantExecutor : ModelExecutor
    {
        public Exception? Refusal { get; private set; }

        public override ExecutorCapabilities Capabilities { get; } = new(16, 4, InPlace: true);

        public override int VocabularySize => 10;

        public override long StateBytes(int tokens) => tokens;

        private protected override void ForwardCore(ReadOnlySpan<int> tokenIds, int keep, CancellationToken cancellationToken)
        {
            Refusal = Record.Exception(() => Rewind(0));
            Advance(tokenIds);
        }

        private protected override void LogitsCore(int row, Span<float> destination) => destination.Clear();

        private protected override ModelExecutor ForkCore() => new ReentrantExecutor();

        private protected override void SaveCore(int start, int count, Span<byte> destination) => destination.Clear();

        private protected override void RestoreCore(int count, ReadOnlySpan<byte> state)
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
