using System.Collections.Concurrent;
using EdgeAgent.Models.Pull;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Testing;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Models.Tests;

/// <summary>U28: whatever happens on the way, a file is whole and right or it is not there, and little is moved twice.</summary>
public sealed class U28DownloadTests : PullTests
{
    private const long Limit = (long)((Size + 700) * 1.1);

    [Fact]
    public async Task PullAsync_NothingFails_MovesEachByteOnceOverSeveralConnections()
    {
        Listener listener = new();
        PulledModel pulled = await PullAsync(progress: listener);
        AssertWhole();
        Assert.Equal((Size + 700, FaultyHub.Commit), (pulled.BytesMoved, pulled.Revision));
        Assert.Equal(Size + 700, Hub.Sent);
        Assert.Equal(1 + 1 + 12, Hub.Requests.Count); // the list, the small file, twelve pieces of 256 KiB
        TransferProgress last = listener.All.Last(static one => one.Stage == ModelStage.Fetching).Transfer!.Value;
        Assert.Equal((Weights, Size + 700L, Size + 700L), (last.File, last.Done, last.Total));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public async Task PullAsync_CutAtRandomBytes_IsRightAndMovesLittleTwice(int seed)
    {
        Random random = new(seed);
        Hub.Cut = length =>
        {
            // Short ends come through: six cuts in a row with nothing between are a hub that fails.
            lock (random) return length > 64 << 10 && random.Next(3) > 0 ? random.NextInt64(length) : null;
        };
        WatchedDisk disk = new();
        Hub.HasArrived = disk.Has;
        PulledModel pulled = await PullAsync(hubs => Options(hubs, disk: disk));
        AssertWhole();
        Assert.InRange(pulled.BytesMoved, Size, Limit);
        Assert.InRange(Hub.Sent, Size, Limit);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task PullAsync_CancelledAgainAndAgain_GoesOnWhereItStopped(int seed)
    {
        Random random = new(seed);
        long moved = 0;
        for (bool done = false; !done;)
        {
            using CancellationTokenSource stop = new();
            long until = random.Next(Size / 2);
            long sent = Hub.Sent;
            Hub.Cut = length =>
            {
                if (Hub.Sent - sent > until) stop.Cancel();
                return null;
            };
            try
            {
                moved += (await PullAsync(stop: stop.Token)).BytesMoved;
                done = true;
            }
            catch (OperationCanceledException)
            {
                Assert.False(File.Exists(Path.Combine(Folder, Weights)));
            }
        }
        AssertWhole();
        Assert.True(moved < Size);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task PullAsync_HubWithoutRanges_StartsAnewAfterACutAndIsRight(bool lengths)
    {
        Hub.Ranges = false;
        Hub.Lengths = lengths;
        int cuts = 0;
        Hub.Cut = length => length == Size && ++cuts <= 2 ? Size / 3 : null;
        await PullAsync();
        AssertWhole();
        Assert.Equal(3, cuts);
    }

    [Fact]
    public async Task PullAsync_ZeroFilledTailOnDiskAfterALossOfPower_IsFoundAndFetchedAgain()
    {
        using (CancellationTokenSource stop = new())
        {
            Hub.Cut = _ =>
            {
                if (Hub.Sent > Size / 2) stop.Cancel();
                return null;
            };
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PullAsync(stop: stop.Token));
        }
        string part = Path.Combine(Folder, Weights + ".part");
        using (SafeFileHandle handle = File.OpenHandle(part, access: FileAccess.Write)) RandomAccess.Write(handle, new byte[100_000], 150_000);
        File.AppendAllText(part + ".journal", "2900000 1000"); // and the last line torn
        Hub.Cut = static _ => null;
        PulledModel pulled = await PullAsync();
        AssertWhole();
        Assert.InRange(pulled.BytesMoved, 100_000, Size - 100_000);
    }

    [Fact]
    public async Task PullAsync_HubSendsATailOfZeros_IsRefusedAndNothingIsKept()
    {
        byte[] zeros = [.. Content];
        zeros.AsSpan(Size - 10_000).Clear();
        Hub.Instead[Weights] = zeros;
        ModelException error = await FailAsync("EA4017");
        Assert.Contains("last 10,000 bytes are zeros", error.What, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(Folder), static file => file.Contains(Weights, StringComparison.Ordinal));
        Hub.Instead.Clear();
        await PullAsync();
        AssertWhole();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task PullAsync_WrongHash_IsRefused(bool large)
    {
        // Without large file storage the hub tells git's ids, which are checked too.
        Hub.LargeFiles = large;
        byte[] other = [.. Content];
        other[Size / 2] ^= 1;
        Hub.Instead[Weights] = other;
        Assert.Contains(Weights, (await FailAsync("EA4017")).What, StringComparison.Ordinal);
        Hub.Instead.Clear();
        await PullAsync();
        AssertWhole();
    }

    [Theory, InlineData(Size - 1, true), InlineData(Size + 1, true), InlineData(Size - 1, false), InlineData(Size + 1, false)]
    public async Task PullAsync_WrongLength_IsRefusedBeforeMuchIsMoved(int length, bool ranges)
    {
        Hub.Ranges = ranges;
        Hub.Instead[Weights] = FaultyHub.RandomBytes(9, length);
        ModelException error = await FailAsync("EA4017");
        Assert.Contains(length.ToString("N0", System.Globalization.CultureInfo.InvariantCulture), error.What, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Folder, Weights)));
    }

    [Theory, InlineData(429, "120"), InlineData(503, "120"), InlineData(429, "Sat, 01 Jan 2000 00:02:00 GMT")]
    public async Task PullAsync_BusyHub_IsAskedAgainWhenItSays(int status, string retryAfter)
    {
        Hub.Busy.Enqueue((status, retryAfter));
        await PullAsync();
        AssertWhole();
        Assert.InRange(Clock.Elapsed.TotalSeconds, 120, 1200);
    }

    [Fact]
    public async Task PullAsync_HubFailsForGood_GivesUpAndTheNextCallGoesOn()
    {
        Hub.Cut = length =>
        {
            if (Hub.Sent < Size / 2) return null;
            for (int i = 0; i < 100; i++) Hub.Busy.Enqueue((500, null));
            return 0;
        };
        ModelException error = await FailAsync("EA4015");
        Assert.Contains("500", error.What, StringComparison.Ordinal);
        Hub.Busy.Clear();
        Hub.Cut = static _ => null;
        Assert.InRange((await PullAsync()).BytesMoved, 1, Size * 6 / 10);
        AssertWhole();
    }

    [Fact]
    public async Task PullAsync_HubAsksToWaitForAnHour_IsToldAtOnce()
    {
        Hub.Busy.Enqueue((429, "3600"));
        Assert.Contains("1:00:00", (await FailAsync("EA4015")).What, StringComparison.Ordinal);
        Assert.InRange(Clock.Elapsed.TotalSeconds, 0, 60);
    }

    [Fact]
    public async Task PullAsync_ConnectionStallsOrTrickles_IsMadeAnewAndGoesOn()
    {
        Hub.Files["config.json"] = FaultyHub.RandomBytes(1, 700);
        foreach (int bytes in (int[])[0, 100, 10_000, 100_000]) Hub.Stalls.Enqueue(bytes);
        await PullAsync(hubs => Options(hubs, stall: TimeSpan.FromMinutes(10)));
        AssertWhole();
        Assert.True(Clock.Elapsed > TimeSpan.FromMinutes(20));
        Assert.InRange(Hub.Sent, Size, Limit);
    }

    [Fact]
    public async Task PullAsync_Redirected_TheTokenStaysWithTheHub()
    {
        await using FaultyHub content = await FaultyHub.StartAsync();
        foreach ((string name, byte[] bytes) in Hub.Files) content.Files[name] = bytes;
        (Hub.Token, Hub.Content) = ("secret", content.Address);
        await PullAsync(hubs => Options(hubs, token: "secret"));
        AssertWhole();
        Assert.NotEmpty(content.Requests);
        Assert.All(content.Requests, static request => Assert.Null(request.Authorization));
        Assert.All(Hub.Requests, static request => Assert.Equal("Bearer secret", request.Authorization));
    }

    [Fact]
    public async Task PullAsync_TwoAtOnce_OneFetchesAndTheOtherWaits()
    {
        Listener waiting = new();
        ModelPuller[] pullers = [new(Options([Hub.Address]), Manifest, Clock), new(Options([Hub.Address]), Manifest, Clock)];
        Task<PulledModel[]> both = Task.WhenAll(pullers.Select(puller => puller.PullAsync("small", waiting, Token)));
        await Clock.AdvanceUntilAsync(both, TimeSpan.FromMilliseconds(500));
        Assert.Equal([0, Size + 700], (await both).Select(static one => one.BytesMoved).Order());
        Assert.Equal(Size + 700, Hub.Sent);
        AssertWhole();
    }

    [Fact]
    public async Task PullAsync_DiskFillsUp_IsToldAndWhatCameIsKept()
    {
        FullDisk disk = new() { Room = Size / 2 };
        ModelException error = await FailAsync("EA4018", hubs => Options(hubs, disk: disk));
        Assert.Contains("EDGE_AGENT_HOME", error.Fix, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Folder, Weights)));
        PulledModel pulled = await PullAsync();
        AssertWhole();
        Assert.InRange(pulled.BytesMoved, 1, Size * 6 / 10);
    }

    [Fact]
    public async Task PullAsync_TooLittleRoom_IsToldBeforeAnythingIsMoved()
    {
        ModelException error = await FailAsync("EA4018", hubs => Options(hubs, disk: new FullDisk { Free = 1000 }));
        Assert.Contains("1,000 are free", error.What, StringComparison.Ordinal);
        Assert.Equal(0, Hub.Sent);
    }

    [Fact]
    public async Task PullAsync_AllIsHere_UsesNoNetworkOnlineOrOffline()
    {
        await PullAsync();
        int requests = Hub.Requests.Count;
        Assert.Equal(0, (await PullAsync()).BytesMoved);
        Assert.Equal(0, (await PullAsync(hubs => Options(hubs, offline: true))).BytesMoved);
        Assert.Equal(requests, Hub.Requests.Count);
    }

    [Fact]
    public async Task PullAsync_OfflineAndNotHere_IsRefusedWithoutTheNetwork()
    {
        await FailAsync("EA4014", hubs => Options(hubs, offline: true));
        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task PullAsync_FileAlteredHere_IsFoundByVerifyAndFetchedAgain()
    {
        await PullAsync();
        string path = Path.Combine(Folder, Weights);
        byte[] altered = [.. Content];
        altered.AsSpan(Size - 5000).Clear();
        File.WriteAllBytes(path, altered);
        Assert.Equal(0, (await PullAsync()).BytesMoved); // by size: a start must not hash gigabytes
        Assert.Equal(Size, (await PullAsync(hubs => Options(hubs, verify: true))).BytesMoved);
        AssertWhole();
    }

    /// <summary>Knows which bytes of a file were written.</summary>
    private sealed class WatchedDisk : PullDisk
    {
        private readonly ConcurrentBag<long> _ends = [];

        public bool Has(long end) => _ends.Contains(end);

        public override async ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
        {
            await base.WriteAsync(file, bytes, offset, cancellationToken);
            _ends.Add(offset + bytes.Length);
        }
    }

    private sealed class FullDisk : PullDisk
    {
        private long _written;

        public long Room { get; init; } = long.MaxValue;

        public long? Free { get; init; }

        public override long? FreeBytes(string folder) => Free;

        public override ValueTask WriteAsync(SafeFileHandle file, ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellationToken)
            => Interlocked.Add(ref _written, bytes.Length) > Room ? throw new IOException("No space left on device")
                : base.WriteAsync(file, bytes, offset, cancellationToken);
    }
}
