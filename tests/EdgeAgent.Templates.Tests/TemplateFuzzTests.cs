namespace EdgeAgent.Templates.Tests;

public class TemplateFuzzTests
{
    private static readonly string[] s_pieces =
    [
        "{{", "}}", "{%", "%}", "{#", "#}", "-", "|", ".", "(", ")", "[", "]", "'", "\"", "~", "+", "*", "/", "%", ":", ",", "=", "==", "in", "is", "not", "if", "else",
        "for", "set", "macro", "call", "endfor", "endif", "loop", "namespace", "tojson", "messages", "tools", "none", "0", "-1", "9e99", "'x'", "|join", "|list", "|int",
        "|length", "|map('upper')", "|sort", "|first", ".items()", ".split()", "[0]", "[::-1]", " ** 9", "|round(9)", "|indent", "is iterable", "|default({})", "\\", "\n",
    ];

    /// <summary>Templates broken at random either render or fail with the package's own error.</summary>
    [Fact]
    public void CompileAndRender_BrokenTemplates_NeverFailOtherwise()
    {
        Random random = new(20260705);
        string[] seeds = [BuiltInTemplates.Nesso, BuiltInTemplates.Cerbero, BuiltInTemplates.Llamantino2, .. JinjaTests.Cases.Select(c => c.Data.Item1)];
        ChatTemplateOptions options = new() { MaxSteps = 20_000, MaxOutputCharacters = 100_000 };
        ChatTemplateInput input = Conversations.Weather;
        int rendered = 0;
        for (int i = 0; i < 20_000; i++)
        {
            string template = Break(random, seeds[random.Next(seeds.Length)]);
            try
            {
                ChatTemplate.Compile(template, options).Render(input);
                rendered++;
            }
            catch (TemplateException)
            {
                // expected of most
            }
            catch (Exception e) when (e is not TemplateException)
            {
                Assert.Fail($"Case {i}: {e.GetType().Name} {e.Message} for\n{template}\n{e.StackTrace}");
            }
        }
        Assert.InRange(rendered, 500, 19_500);
    }

    private static string Break(Random random, string template)
    {
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(template.Length + 1);
            int length = Math.Min(random.Next(12), template.Length - at);
            template = random.Next(3) switch
            {
                0 => template.Remove(at, length),
                1 => template.Insert(at, s_pieces[random.Next(s_pieces.Length)]),
                _ => template.Insert(random.Next(template.Length + 1), template.Substring(at, length)),
            };
        }
        return template;
    }
}
