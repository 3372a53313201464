using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

public class AgentConversationTests
{
    public static TheoryData<string, int> Broken => new()
    {
        { "user call:1 user", 1 },
        { "user call:1 call:2", 1 },
        { "user call:1 result:2", 2 },
        { "user call:1 result:1 result:1", 3 },
        { "result:1", 0 },
        { "user call:1,1", 1 },
        { "user call:1,2 result:2 assistant", 1 },
    };

    [Theory, MemberData(nameof(Broken))]
    public void Constructor_CallsAndResultsThatDoNotMatch_EA6010WithTheMessage(string messages, int at)
    {
        AgentException e = Assert.Throws<AgentException>(() => new AgentConversation(Read(messages)));
        Assert.Equal("EA6010", e.Code);
        Assert.Equal($"message {at} of the conversation", e.Where);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user assistant user")]
    [InlineData("user call:1,2 result:2 result:1 assistant")]
    [InlineData("user call:1 result:1 call:1 result:1")]
    [InlineData("user call:1,2 result:2")]
    [InlineData("user informed:1 result:1 assistant")]
    public void Constructor_SoundMessages_AreTaken(string messages) =>
        Assert.Equal(Read(messages).Count, new AgentConversation(Read(messages)).Messages.Count);

    private static List<ChatMessage> Read(string messages) => [.. messages.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
    {
        string[] ids = word.Contains(':', StringComparison.Ordinal) ? word.Split(':')[1].Split(',') : [];
        return word.Split(':')[0] switch
        {
            "call" => new ChatMessage(ChatRole.Assistant, [.. ids.Select(id => new FunctionCallContent(id, "f"))]),
            "informed" => new ChatMessage(ChatRole.Assistant, [.. ids.Select(id => new FunctionCallContent(id, "f") { InformationalOnly = true })]),
            "result" => new ChatMessage(ChatRole.Tool, [.. ids.Select(id => new FunctionResultContent(id, "r"))]),
            string role => new ChatMessage(new ChatRole(role), "text"),
        };
    })];
}
