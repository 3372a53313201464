using System.Text;
using System.Text.Json;
using EdgeAgent.Agents.Audit;

namespace EdgeAgent.Agents.Tests.Audit;

/// <summary>The log on disk: whole lines whatever happens, bounded, readable by whoever comes later.</summary>
public sealed class FileToolAuditLogTests : IDisposable
{
    private static readonly FileToolAuditLogOptions Fast = new() { FlushToDisk = false };
    private readonly string _folder = Directory.CreateTempSubdirectory("audit").FullName;

    private string Log => Path.Combine(_folder, "sub", "audit.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WriteAsync_EveryField_IsReadAgain()
    {
        ToolAuditRecord full = Record(1) with
        {
            Arguments = JsonElement.Parse("""{"room":"città\n</tool_call>"}"""),
            Approval = ToolApproval.Ask,
            Approved = false,
            Reason = "not at night\n{\"step\":\"Started\"}",
            Outcome = ToolAuditOutcome.Failed,
            Failure = ToolFailure.Denied,
            ExceptionType = "IOException",
            HandlerAbandoned = true,
            Duration = TimeSpan.FromMilliseconds(1.5),
        };
        using (FileToolAuditLog log = new(Log))
        {
            await log.WriteAsync(full, Turn.Token);
            await log.WriteAsync(Record(2), Turn.Token);
        }
        ToolAuditRecord[] read = await ReadAsync();
        Assert.Equal(2, read.Length);
        Assert.Equal("città\n</tool_call>", read[0].Arguments!.Value.GetProperty("room").GetString());
        Assert.Equal(full with { Arguments = null }, read[0] with { Arguments = null });
        Assert.Equal(Record(2), read[1]);
        string[] lines = await File.ReadAllLinesAsync(Log, Turn.Token);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("""{"version":1,"time":"2000-01-01T00:00:01""", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"step\":\"Started\"", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("outcome", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_FileCutAtEveryByte_GivesTheWholeRecordsAndTheWriterGoesOn()
    {
        using (FileToolAuditLog log = new(Log, Fast))
            for (int i = 0; i < 3; i++) await log.WriteAsync(Record(i) with { Reason = "città" }, Turn.Token);
        byte[] whole = await File.ReadAllBytesAsync(Log, Turn.Token);
        for (int cut = 0; cut <= whole.Length; cut++)
        {
            await File.WriteAllBytesAsync(Log, whole[..cut], Turn.Token);
            int expected = whole[..cut].Count(b => b == '\n') + (cut < whole.Length && whole[cut] == '\n' ? 1 : 0); // only its end is lost
            Assert.Equal(expected, (await ReadAsync()).Length);
            using (FileToolAuditLog log = new(Log, Fast)) await log.WriteAsync(Record(9), Turn.Token);
            ToolAuditRecord[] read = await ReadAsync();
            Assert.Equal((expected + 1, "id9"), (read.Length, read[^1].CallId));
        }
    }

    [Fact]
    public async Task ReadAsync_ZerosThatAPowerCutLeft_AreSkipped()
    {
        using (FileToolAuditLog log = new(Log, Fast)) await log.WriteAsync(Record(1), Turn.Token);
        await File.AppendAllBytesAsync(Log, new byte[100], Turn.Token);
        using (FileToolAuditLog log = new(Log, Fast)) await log.WriteAsync(Record(2), Turn.Token);
        Assert.Equal(["id1", "id2"], (await ReadAsync()).Select(r => r.CallId));
    }

    [Theory]
    [InlineData("hello", "EA6042")]
    [InlineData("{\"version\":1}", "EA6042")]
    [InlineData("{\"step\":\"Ended\"}", "EA6042")]
    [InlineData("{\"version\":\"x\"}", "EA6042")]
    [InlineData("[1]", "EA6042")]
    [InlineData("{} {}", "EA6042")]
    [InlineData("{\"version\":2}", "EA6043")]
    public async Task ReadAsync_LineThatIsNoRecord_IsRefusedWithItsPlace(string line, string code)
    {
        using (FileToolAuditLog log = new(Log, Fast)) await log.WriteAsync(Record(1), Turn.Token);
        await File.AppendAllTextAsync(Log, line + "\n", Turn.Token);
        AgentException e = await Assert.ThrowsAsync<AgentException>(ReadAsync);
        Assert.Equal(code, e.Code);
        Assert.Equal($"{Log}, line 2", e.Where);
    }

    [Fact]
    public async Task ReadAsync_HugeLine_IsRefusedInBoundedMemory()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Log)!);
        await using (FileStream file = File.Create(Log))
        {
            file.Write("{\"version\":1,\"reason\":\""u8);
            byte[] filling = new byte[1 << 20];
            filling.AsSpan().Fill((byte)'x');
            for (int i = 0; i < 17; i++) file.Write(filling);
        }
        Assert.Equal("EA6042", (await Assert.ThrowsAsync<AgentException>(ReadAsync)).Code);
    }

    [Fact]
    public async Task ReadAsync_NoFile_Throws() => await Assert.ThrowsAnyAsync<IOException>(ReadAsync);

    [Fact]
    public async Task WriteAsync_ManyRecords_RotateAndKeepTheNewestFiles()
    {
        using (FileToolAuditLog log = new(Log, Fast with { MaxFileBytes = 4_096, KeptFiles = 2 }))
            for (int i = 0; i < 200; i++) await log.WriteAsync(Record(i), Turn.Token);
        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(Log)!).Select(f => Path.GetFileName(f)).Order()];
        Assert.Equal(["audit.1.jsonl", "audit.2.jsonl", "audit.jsonl", "audit.jsonl.lock"], files);
        Assert.All(Directory.GetFiles(Path.GetDirectoryName(Log)!), f => Assert.InRange(new FileInfo(f).Length, 0, 4_096));
        string[] read = [.. (await ReadAsync()).Select(r => r.CallId)];
        Assert.InRange(read.Length, 30, 100);
        Assert.Equal([.. Enumerable.Range(200 - read.Length, read.Length).Select(i => $"id{i}")], read);
    }

    [Fact]
    public async Task WriteAsync_FilesNamedAlike_AreNotTouched()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Log)!);
        string[] others = [.. ((string[])["audit.x.jsonl", "audit.01.jsonl", "audit.-1.jsonl", "audit..jsonl"]).Select(n => Path.Combine(Path.GetDirectoryName(Log)!, n))];
        foreach (string other in others) await File.WriteAllTextAsync(other, "mine", Turn.Token);
        using (FileToolAuditLog log = new(Log, Fast with { MaxFileBytes = 4_096, KeptFiles = 1 }))
            for (int i = 0; i < 100; i++) await log.WriteAsync(Record(i), Turn.Token);
        Assert.All(others, o => Assert.Equal("mine", File.ReadAllText(o)));
        Assert.NotEmpty(await ReadAsync());
    }

    [Fact]
    public async Task WriteAsync_ManyWritersAtOnce_LinesStayWhole()
    {
        using (FileToolAuditLog log = new(Log, Fast with { MaxFileBytes = 64 << 10, KeptFiles = 100 }))
            await Parallel.ForAsync(0, 500, Turn.Token, async (i, token) => await log.WriteAsync(Record(i), token));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"id{i}").Order(), (await ReadAsync()).Select(r => r.CallId).Order());
    }

    [Fact]
    public async Task Constructor_SecondWriter_IsRefusedAndAReaderIsNot()
    {
        using FileToolAuditLog log = new(Log, Fast);
        await log.WriteAsync(Record(1), Turn.Token);
        Assert.Equal("EA6041", Assert.Throws<AgentException>(() => new FileToolAuditLog(Log)).Code);
        Assert.Single(await ReadAsync());
        await log.WriteAsync(Record(2), Turn.Token);
        Assert.Equal(2, (await ReadAsync()).Length);
    }

    [Fact]
    public void Constructor_FolderThatIsAFile_IsRefused()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal("EA6041", Assert.Throws<AgentException>(() => new FileToolAuditLog(Path.Combine(file, "audit.jsonl"))).Code);
    }

    [Fact]
    public async Task WriteAsync_AfterDispose_Throws()
    {
        FileToolAuditLog log = new(Log, Fast);
        log.Dispose();
        log.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await log.WriteAsync(Record(1), Turn.Token));
    }

    [Fact]
    public void Options_Defaults_AreThoseOfTheDocumentation()
    {
        FileToolAuditLogOptions file = new();
        Assert.Equal((16L << 20, 9, true), (file.MaxFileBytes, file.KeptFiles, file.FlushToDisk));
        ToolAuditOptions audit = new();
        Assert.Equal((false, 4_000, false), (audit.IncludeArguments, audit.MaxArgumentsLength, audit.RunUnrecorded));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileToolAuditLogOptions { MaxFileBytes = 4_095 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileToolAuditLogOptions { KeptFiles = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ToolAuditOptions { MaxArgumentsLength = -1 });
        Assert.Equal(0, new FileToolAuditLogOptions { MaxFileBytes = 0 }.MaxFileBytes);
    }

    [Fact]
    public async Task RunAsync_WithALogOnDisk_AnUnfinishedCallShows()
    {
        using FileToolAuditLog log = new(Log);
        string? seen = null;
        AgentTool tool = Turn.Tool("a", (_, _) => { seen = File.ReadAllText(Log, Encoding.UTF8); return default; });
        await new Agent(new CallingClient(), new AgentOptions { Tools = [tool], AuditLog = log }).RunAsync(new(), "a", null, Turn.Token);
        Assert.Single(seen!.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("Started", seen, StringComparison.Ordinal);
        Assert.Equal([ToolAuditStep.Started, ToolAuditStep.Ended], (await ReadAsync()).Select(r => r.Step));
    }

    private static ToolAuditRecord Record(int i) => new()
    {
        Time = new DateTimeOffset(2000, 1, 1, 0, 0, i % 60, TimeSpan.Zero),
        ConversationId = "kitchen",
        TurnId = "turn",
        CallId = $"id{i}",
        Tool = "set_light",
        ArgumentsDigest = "d1",
        Step = ToolAuditStep.Started,
    };

    private async Task<ToolAuditRecord[]> ReadAsync()
    {
        List<ToolAuditRecord> records = [];
        await foreach (ToolAuditRecord record in FileToolAuditLog.ReadAsync(Log, Turn.Token)) records.Add(record);
        return [.. records];
    }
}
