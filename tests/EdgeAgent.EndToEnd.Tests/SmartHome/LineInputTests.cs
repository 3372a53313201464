using SmartHome.Terminal;

namespace EdgeAgent.EndToEnd.Tests;

public sealed class LineInputTests
{
    [Fact]
    public async Task ReadLineAsync_GivenUp_KeepsTheLineForTheNextCall()
    {
        using SlowReader reader = new();
        LineInput input = new(reader, hasPerson: true);
        using CancellationTokenSource stop = new();
        Task<string?> waiting = input.ReadLineAsync(stop.Token);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        reader.Type("typed after Ctrl-C");
        Assert.Equal("typed after Ctrl-C", await input.ReadLineAsync(TestContext.Current.CancellationToken));
        reader.Type(null);
        Assert.Null(await input.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A console: reading blocks until somebody types.</summary>
    private sealed class SlowReader : TextReader
    {
        private readonly SemaphoreSlim _typed = new(0);
        private string? _line;

        public void Type(string? line)
        {
            _line = line;
            _typed.Release();
        }

        public override string? ReadLine()
        {
            _typed.Wait();
            return _line;
        }

        protected override void Dispose(bool disposing)
        {
            _typed.Dispose();
            base.Dispose(disposing);
        }
    }
}
