using EdgeAgent.Testing;

namespace EdgeAgent.Agents.Tests;

public class FakeTimeProviderTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Advance_SeveralTimers_FireInTheOrderTheyFallDue()
    {
        List<string> fired = [];
        using ITimer late = Timer("late", 30, Timeout.Infinite);
        using ITimer early = Timer("early", 10, Timeout.Infinite);
        using ITimer periodic = Timer("periodic", 20, 20);
        using ITimer stopped = Timer("stopped", 15, Timeout.Infinite);
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromMilliseconds(9));
        Assert.Empty(fired);
        _clock.Advance(TimeSpan.FromMilliseconds(51));
        Assert.Equal(["early 10", "periodic 20", "late 30", "periodic 40", "periodic 60"], fired);
        Assert.Equal(1, _clock.ActiveTimers);

        ITimer Timer(string name, int due, int period) => _clock.CreateTimer(
            _ => fired.Add($"{name} {_clock.Elapsed.TotalMilliseconds}"), null, TimeSpan.FromMilliseconds(due), TimeSpan.FromMilliseconds(period));
    }

    [Fact]
    public async Task Advance_TaskDelayAndCancellation_FollowTheClock()
    {
        using CancellationTokenSource source = new(TimeSpan.FromHours(1), _clock);
        Task delay = Task.Delay(TimeSpan.FromMinutes(30), _clock, Turn.Token);
        _clock.Advance(TimeSpan.FromMinutes(30));
        await delay;
        Assert.False(source.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.True(source.IsCancellationRequested);
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 1, 0, 0, TimeSpan.Zero), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(1), _clock.GetElapsedTime(0));
    }

    [Fact]
    public async Task AdvanceUntilAsync_TaskThatHangs_TimesOut()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => _clock.AdvanceUntilAsync(
            new TaskCompletionSource().Task, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)));
        await _clock.AdvanceUntilAsync(Task.CompletedTask);
        Assert.Equal(3, _clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public void Advance_Backwards_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));
}
