using System.Text.Json;

namespace EdgeAgent.Evaluation;

/// <summary>A request to the house of the sample.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Language">en or it.</param>
/// <param name="Text">What a person says.</param>
/// <param name="Expected">What should come of it.</param>
internal sealed record RequestCase(string Id, string Language, string Text, Expectation Expected)
{
    public static RequestCase Read(JsonElement json) => new(
        json.GetProperty("id").GetString()!,
        json.GetProperty("lang").GetString()!,
        json.GetProperty("text").GetString()!,
        new Expectation(CaseFile.Calls(json.GetProperty("expect")), [], MustAsk: false));
}
