using System.Text;
using System.Text.Json;
using EdgeAgent.Agents.Json;
using EdgeAgent.TestData;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

public class SavedConversationTests
{
    private const string Golden = "conversation-v1.json";

    [Fact]
    public async Task Load_WhatSaveWrote_IsTheSameConversation()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            AgentConversation conversation = new(Random(new(seed)));
            string saved = conversation.Save();
            using MemoryStream stream = new();
            await conversation.SaveAsync(stream, Turn.Token);
            Assert.Equal(saved, Encoding.UTF8.GetString(stream.ToArray()));
            stream.Position = 0;
            foreach (AgentConversation loaded in new[] { AgentConversation.Load(saved), await AgentConversation.LoadAsync(stream, Turn.Token) })
            {
                Assert.Equal(saved, loaded.Save());
                Assert.Equal(Histories.Json(conversation.Messages), Histories.Json(loaded.Messages));
                Assert.Equal(conversation.Messages.Select(Histories.WithoutResults), loaded.Messages.Select(Histories.WithoutResults));
                Assert.Equal(conversation.OpenCalls.Select(c => c.CallId), loaded.OpenCalls.Select(c => c.CallId));
                Assert.Equal(Informational(conversation), Informational(loaded));
            }
        }

        static int Informational(AgentConversation c) => c.Messages.SelectMany(m => m.Contents.OfType<FunctionCallContent>()).Count(f => f.InformationalOnly);
    }

    [Fact]
    public async Task Load_PendingApproval_IsAnsweredInTheOtherProcess()
    {
        Counter ran = new();
        AgentTool gate = Turn.Counting("gate", ran, new() { Approval = ToolApproval.Ask });
        using ScriptedChatClient first = new(Turn.Calls("gate", """{"x": 7}"""));
        AgentConversation conversation = new();
        AgentTurnResult asked = await Turn.Agent(first, gate).RunAsync(conversation, "Open the gate", null, Turn.Token);
        string saved = conversation.Save();

        using ScriptedChatClient second = new(Turn.Says("It is open."));
        AgentConversation restored = AgentConversation.Load(saved);
        Agent agent = Turn.Agent(second, gate);
        ApprovalRequest pending = Assert.Single(agent.GetPendingApprovals(restored));
        Assert.Equal(asked.PendingApprovals[0].RequestId, pending.RequestId);
        AgentTurnResult result = await agent.ResumeAsync(restored, [pending.Approve()], null, Turn.Token);
        Assert.Equal(("It is open.", 1), (result.Text, ran.Of("gate")));
        Turn.AssertValid(restored);
    }

    [Fact]
    public void Load_PropertiesOfAMessage_KeepTheirTypesAndLeaveOutWhatJsonCannotHold()
    {
        FunctionCallContent call = new("c1", "a") { AdditionalProperties = new() { [CallConfidence.Key] = new CallConfidence(0.5, 0.25) } };
        ChatMessage message = new(ChatRole.Assistant, [call])
        {
            AdditionalProperties = new() { ["text"] = "è", ["flag"] = true, ["none"] = null, ["number"] = 3, ["stream"] = new MemoryStream([1]), ["type"] = typeof(int) },
        };
        FunctionResultContent result = new("c1", JsonElement.Parse("{}")) { Exception = new InvalidOperationException("secret") };
        string saved = new AgentConversation([message, new(ChatRole.Tool, [result])]).Save();
        Assert.DoesNotContain("secret", saved, StringComparison.Ordinal);

        ChatMessage loaded = AgentConversation.Load(saved).Messages[0];
        Assert.Equal(new CallConfidence(0.5, 0.25), loaded.Contents[0].AdditionalProperties![CallConfidence.Key]);
        Assert.Equal(("è", true, null), (loaded.AdditionalProperties!["text"], loaded.AdditionalProperties["flag"], loaded.AdditionalProperties["none"]));
        Assert.Equal(3, ((JsonElement)loaded.AdditionalProperties["number"]!).GetInt32());
        Assert.False(loaded.AdditionalProperties.ContainsKey("type"));
    }

    [Fact]
    public void Load_GoldenOfVersion1_ReadsAsWhenItWasSaved()
    {
        string golden = File.ReadAllText(SharedData.InRepository("tests", "data", Golden)).TrimEnd();
        AgentConversation loaded = AgentConversation.Load(golden);
        Assert.Equal(golden, loaded.Save());
        Assert.Equal("house", loaded.Id);
        Assert.Equal(
        [
            "system: You are the agent of a house.",
            "user: Accendi la luce e apri il cancello, perché piove.",
            "assistant: Subito. | set_light({\"room\":\"cucina\",\"level\":40}) | open_gate({\"seconds\":30})",
            "tool: {\"ok\":true}",
        ], Turn.Lines(loaded.Messages));
        Assert.Equal("call_2", Assert.Single(loaded.OpenCalls).CallId);
    }

    [Fact]
    public void Load_VersionZero_TheBareMessagesAreTaken()
    {
        List<ChatMessage> messages = Histories.Random(new(3));
        AgentConversation bare = AgentConversation.Load(Histories.Json(messages));
        Assert.Equal(new AgentConversation(messages) { Id = bare.Id }.Save(), bare.Save());
    }

    [Theory]
    [InlineData("", "EA6032", "line 1, byte 1")]
    [InlineData("{\"edgeAgentConversation\": 1,\n \"messages\": [}", "EA6032", "line 2, byte 15")]
    [InlineData("{}", "EA6032", "the beginning")]
    [InlineData("7", "EA6032", "the beginning")]
    [InlineData("{\"edgeAgentConversation\": \"1\", \"messages\": []}", "EA6032", "the beginning")]
    [InlineData("{\"edgeAgentConversation\": 1}", "EA6032", "the beginning")]
    [InlineData("{\"edgeAgentConversation\": 1, \"messages\": [{\"role\": \"user\"}, null]}", "EA6032", "message 1 of the conversation")]
    [InlineData("{\"edgeAgentConversation\": 1, \"messages\": [{\"role\": \"user\", \"contents\": [null]}]}", "EA6032", "message 0 of the conversation")]
    [InlineData("{\"edgeAgentConversation\": 1, \"messages\": [{\"role\": 5}]}", "EA6032", "message 0 of the conversation")]
    [InlineData("{\"edgeAgentConversation\": 1, \"messages\": [{\"role\": \"user\", \"contents\": [{\"$type\": \"what\"}]}]}", "EA6032", "message 0 of the conversation")]
    [InlineData("{\"edgeAgentConversation\": 2, \"messages\": \"of another form\"}", "EA6033", "edgeAgentConversation")]
    [InlineData("[{\"role\": \"tool\", \"contents\": [{\"$type\": \"functionResult\", \"callId\": \"c\", \"result\": 1}]}]", "EA6010", "message 0 of the conversation")]
    public void Load_NotASavedConversation_SaysWhatAndWhere(string json, string code, string where)
    {
        AgentException e = Assert.Throws<AgentException>(() => AgentConversation.Load(json));
        Assert.Equal((code, where), (e.Code, e.Where));
    }

    [Fact]
    public async Task Load_TooLongOrTooDeep_IsRefused()
    {
        AgentException deep = Assert.Throws<AgentException>(() => AgentConversation.Load(new string('[', 1_000_000)));
        Assert.Equal("EA6032", deep.Code);
        using Endless endless = new();
        AgentException e = await Assert.ThrowsAsync<AgentException>(() => AgentConversation.LoadAsync(endless, Turn.Token));
        Assert.Equal("EA6035", e.Code);
        Assert.InRange(endless.Position, ConversationJson.MaxBytes, ConversationJson.MaxBytes + 100_000);
    }

    [Fact]
    public async Task Load_AnyByteDamaged_LoadsOrIsAnAgentException()
    {
        byte[] whole = Encoding.UTF8.GetBytes(new AgentConversation(Random(new(5))).Save());
        Random random = new(1);
        int refused = 0;
        for (int i = 0; i < 3_000; i++)
        {
            byte[] bytes = random.Next(4) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (bytes.Length == whole.Length) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            using MemoryStream stream = new(bytes);
            try
            {
                (await AgentConversation.LoadAsync(stream, Turn.Token)).Save();
            }
            catch (AgentException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1_000, 2_999);
    }

    [Fact]
    public void Save_ContentThatJsonCannotHold_NamesTheMessage()
    {
        FunctionCallContent call = new("c1", "a", new Dictionary<string, object?> { ["x"] = typeof(int) });
        AgentConversation conversation = new([new(ChatRole.User, "go"), new(ChatRole.Assistant, [call])]);
        AgentException e = Assert.Throws<AgentException>(conversation.Save);
        Assert.Equal(("EA6034", "message 1 of the conversation"), (e.Code, e.Where));
    }

    [Fact]
    public void Save_ResultNestedDeeperThanLoadReads_IsRefusedAtOnce()
    {
        static AgentConversation Nested(int depth) => new([new(ChatRole.Assistant, [new FunctionCallContent("c1", "a")]), new(ChatRole.Tool, [new FunctionResultContent("c1",
            JsonElement.Parse(new string('[', depth) + new string(']', depth), new() { MaxDepth = 1_000 }))])]);

        Assert.Equal("EA6034", Assert.Throws<AgentException>(Nested(150).Save).Code);
        string deepest = Enumerable.Range(1, 150).Reverse().Select(depth => Record.Exception(Nested(depth).Save) is null ? Nested(depth).Save() : null).OfType<string>().First();
        Assert.Equal(deepest, AgentConversation.Load(deepest).Save());
    }

    /// <summary>A history with everything that a client may put into one.</summary>
    private static List<ChatMessage> Random(Random random)
    {
        List<ChatMessage> messages = Histories.Random(random);
        foreach (ChatMessage message in messages)
        {
            message.MessageId = random.Next(2) == 0 ? Histories.Text(random, 10) : null;
            message.AuthorName = random.Next(3) == 0 ? "Zoë" : null;
            message.CreatedAt = random.Next(3) == 0 ? DateTimeOffset.UnixEpoch.AddSeconds(random.Next()) : null;
            if (message.Role == ChatRole.Assistant && random.Next(3) == 0) message.Contents.Insert(0, new TextReasoningContent("so <that> \"è\" 😀\u2028"));
            if (message.Role == ChatRole.User && random.Next(3) == 0) message.Contents.Add(new DataContent(new byte[] { 1, 2, 3 }, "image/png"));
            if (random.Next(3) == 0) message.AdditionalProperties = new() { ["edgeagent.note"] = JsonElement.Parse(RandomJson.Object(random, 3)) };
        }
        messages.Add(new(ChatRole.User, "last"));
        messages.Add(new(ChatRole.Assistant,
        [
            new FunctionCallContent("informed", "search", new Dictionary<string, object?> { ["q"] = "x" }) { InformationalOnly = true },
            new FunctionResultContent("informed", "found"),
        ]));
        if (random.Next(2) == 0) messages.Add(new(ChatRole.Assistant, [new FunctionCallContent("pending", "a"), new FunctionCallContent("other", "b")]));
        return messages;
    }

    private sealed class Endless : MemoryStream
    {
        private long _read;

        public override long Position { get => _read; set => base.Position = value; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)' ');
            _read += buffer.Length;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
