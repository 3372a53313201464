using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace EdgeAgent.Agents.Tests;

public class AgentToolSchemaTests
{
    private static readonly IReadOnlyList<AgentTool> Tools = AgentTool.FromObject(new House());

    public static TheoryData<string, string> Schemas => new()
    {
        {
            "set_light",
            """{"type":"object","properties":{"room":{"type":"string","description":"The room"},"level":{"type":"integer","minimum":0,"maximum":100,"description":"Percent"},"color":{"type":"string","enum":["red","warm_white","blu"]},"fade":{"type":"integer"},"note":{"type":"string"}},"required":["room","level"]}"""
        },
        { "rename_room", """{"type":"object","properties":{"from":{"type":"string"},"to":{"type":"string"}},"required":["from"]}""" },
        {
            "add_alarms",
            """{"type":"object","properties":{"alarms":{"type":"array","items":{"type":"object","properties":{"at":{"type":"string","pattern":"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$","description":"Time of day"},"label":{"type":"string"},"color":{"type":"string","enum":["red","warm_white","blu"]},"days":{"type":"array","items":{"type":"integer"}}},"required":["at"]}}},"required":["alarms"]}"""
        },
        { "measure", """{"type":"object","properties":{}}""" },
        {
            "rules",
            """{"type":"object","properties":{"bounded":{"type":"string","minLength":2,"maxLength":5},"length":{"type":"string","minLength":1,"maxLength":10},"allowed":{"type":"string","enum":["a","b"]},"pattern":{"type":"string","pattern":"^[a-z]+$"},"items":{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":3},"ratio":{"type":"number","minimum":0.5,"maximum":2},"map":{"type":"object","additionalProperties":{"type":"integer"}},"day":{"type":"string","format":"date"},"id":{"type":"string","format":"uuid"},"wait":{"type":"string","pattern":"^-?(\\d+\\.)?\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,7})?$"},"price":{"type":"number"}},"required":["bounded","length","allowed","pattern","items","ratio","map","day","id","wait"]}"""
        },
    };

    [Theory, MemberData(nameof(Schemas))]
    public void FromObject_Method_HasThePlainSchema(string name, string schema) =>
        Assert.Equal(schema, Tools.Single(t => t.Name == name).Parameters.GetRawText());

    [Fact]
    public void FromObject_MarkedMethods_ComeInDeclaredOrderAndNoOther() =>
        Assert.Equal(["set_light", "rename_room", "add_alarms", "measure", "rules"], Tools.Select(t => t.Name));

    [Fact]
    public void FromObject_AttributeAndOptions_TheStricterApprovalHolds()
    {
        AgentTool rename = Tools.Single(t => t.Name == "rename_room");
        Assert.Equal(ToolApproval.Ask, rename.Options.Approval);
        Assert.Equal(TimeSpan.FromSeconds(1.5), rename.Options.Timeout);
        Assert.True(rename.Options.Idempotent);
        Assert.Equal("Sets a light", Tools[0].Description);

        IReadOnlyList<AgentTool> denied = AgentTool.FromObject(new House(), new ToolOptions { Approval = ToolApproval.Deny });
        Assert.All(denied, t => Assert.Equal(ToolApproval.Deny, t.Options.Approval));
    }

    [Fact]
    public void Create_LocalFunctionAndNamedLambda_HaveTheirNames()
    {
        [Description("The weather")] static string GetWeatherNow(string city) => city;
        AgentTool local = AgentTool.Create(GetWeatherNow);
        Assert.Equal(("get_weather_now", "The weather"), (local.Name, local.Description));
        Assert.Equal("double", AgentTool.Create((int x) => x * 2, new ToolOptions { Name = "double" }).Name);
    }

    [Fact]
    public void Create_SerializerOptions_NameEnumMembersAndProperties()
    {
        JsonSerializerOptions json = new(AIJsonUtilities.DefaultOptions) { PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower };
        AgentTool tool = AgentTool.Create((LightColor color, Alarm theAlarm) => "", new ToolOptions { Name = "x", SerializerOptions = json });
        string schema = tool.Parameters.GetRawText();
        Assert.Contains("""["Red","WarmWhite","blu"]""", schema, StringComparison.Ordinal);
        Assert.Contains("\"theAlarm\"", schema, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFunction_ApprovalRequiredAIFunction_IsAskedFor()
    {
        AIFunction plain = AIFunctionFactory.Create((string city) => city, "weather", "Says the weather");
        AgentTool free = AgentTool.FromFunction(plain);
        AgentTool gated = AgentTool.FromFunction(new ApprovalRequiredAIFunction(plain));
        Assert.Equal(("weather", "Says the weather", ToolApproval.Never), (free.Name, free.Description, free.Options.Approval));
        Assert.Equal(ToolApproval.Ask, gated.Options.Approval);
        Assert.Equal(plain.JsonSchema.GetRawText(), free.Parameters.GetRawText());
    }

    [Fact]
    public void Declaration_GivenToTheModel_CannotBeInvokedByMiddleware() =>
        Assert.All(Tools, t => Assert.IsNotType<AIFunction>(t.Declaration, exactMatch: false));
}
