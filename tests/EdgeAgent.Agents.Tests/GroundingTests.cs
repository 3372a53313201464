using System.ComponentModel;
using System.Text.Json;
using EdgeAgent.Testing;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

/// <summary>How grounded arguments travel to the client: by attribute, by tool, by the agent's default.</summary>
public class GroundingTests
{
    private sealed class Travel
    {
        private string _last = "";

        [Tool, Description("Books"), Grounding(ArgumentGrounding.Require)]
        public string Book([Grounding(ArgumentGrounding.Off)] string when, string from, string to) => _last = when + from + to;

        [Tool, Description("Finds")]
        public string Find([Grounding(ArgumentGrounding.Prefer)] string place, string note) => _last = place + note;

        [Tool, Description("Says")]
        public string Say(string text) => _last += text;
    }

    private static ToolGrounding? Of(AgentTool tool) =>
        (ToolGrounding?)tool.Declaration.AdditionalProperties.GetValueOrDefault(ToolGrounding.Key);

    [Fact]
    public void Declaration_Attributes_ComeBeforeTheOptions()
    {
        IReadOnlyList<AgentTool> tools = AgentTool.FromObject(new Travel(), new ToolOptions { Grounding = ArgumentGrounding.Prefer });
        Assert.Equal(ArgumentGrounding.Require, Of(tools[0])!.Arguments);
        Assert.Equal(ArgumentGrounding.Off, Assert.Single(Of(tools[0])!.Parameters, p => p.Key == "when").Value);
        Assert.Equal(ArgumentGrounding.Prefer, Of(tools[1])!.Arguments);
        Assert.Equal("place", Assert.Single(Of(tools[1])!.Parameters).Key);
        Assert.Equal(ArgumentGrounding.Prefer, Of(tools[2])!.Arguments);
    }

    [Fact]
    public void Declaration_NothingSaid_HasNoEntry()
    {
        IReadOnlyList<AgentTool> tools = AgentTool.FromObject(new Travel());
        Assert.Null(Of(tools[1])!.Arguments);
        Assert.Null(Of(tools[2]));
        Assert.Empty(tools[2].Declaration.AdditionalProperties);
    }

    [Fact]
    public void Declaration_ToolFromASchema_HasTheOptions()
    {
        AgentTool tool = AgentTool.FromSchema("say", "Says", JsonDocument.Parse("""{"type": "object", "properties": {"text": {"type": "string"}}}""").RootElement,
            (_, _) => ValueTask.FromResult<object?>(null), new ToolOptions { Grounding = ArgumentGrounding.Require });
        Assert.Equal(ArgumentGrounding.Require, Of(tool)!.Arguments);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ArgumentGrounding.Off)]
    [InlineData(ArgumentGrounding.Require)]
    public async Task RunAsync_AgentsDefault_IsAnEntryOfTheRequest(ArgumentGrounding? grounding)
    {
        ScriptedChatClient client = new(new ScriptedAnswer().Text("Done."));
        Agent agent = new(client, new AgentOptions { Tools = AgentTool.FromObject(new Travel()), Grounding = grounding });
        await agent.RunAsync(new AgentConversation(), "Say it", null, TestContext.Current.CancellationToken);
        Assert.Equal(grounding, client.Requests[0].Options!.AdditionalProperties?.GetValueOrDefault(ToolGrounding.Key));
    }
}
