using System.Text.Json;
using EdgeAgent.JsonSchema.Tests.Suite;

namespace EdgeAgent.JsonSchema.Tests.Plain;

/// <summary>A second validator behind the seam: it passes the official suite too, and on values that no suite has both say the same.</summary>
public class SeamTests(ITestOutputHelper output)
{
    private static readonly string[] Scalars =
        ["null", "true", "false", "0", "1", "-1", "2.5", "3.0", "1e2", "100", "\"\"", "\"a\"", "\"foo\"", "\"bar\"", "\"baz\"", "[]", "{}", "[1]", "{\"foo\": 1}", "0.0001", "12345678910"];

    [Theory]
    [InlineData("draft4")]
    [InlineData("draft6")]
    [InlineData("draft7")]
    [InlineData("draft2019-09")]
    [InlineData("draft2020-12")]
    public void Validate_SecondImplementation_PassesTheSuite(string draft)
    {
        List<string> wrong = [];
        foreach (SuiteGroup group in OfficialSuite.Groups(draft).Where(g => !g.Optional))
        {
            PlainValidator plain = new(group.Schema, group.DefaultDraft, OfficialSuite.Remotes);
            wrong.AddRange(group.Tests.Where(t => plain.Validate(t.Data).IsValid != t.Valid).Select(t => $"{group.Name} / {t.Description}"));
        }
        foreach (string line in wrong) output.WriteLine(line);
        Assert.Empty(wrong);
    }

    /// <summary>Whatever a schema is made of: it is read, or refused with a code.</summary>
    [Fact]
    public void Parse_MutatedSchemas_AreReadOrRefused()
    {
        (int read, int refused) = (0, 0);
        foreach (SuiteGroup group in new[] { "draft4", "draft2019-09", "draft2020-12" }.SelectMany(OfficialSuite.Groups))
        {
            Mutations mutations = new(new Random(5), [.. Scalars, "\"$ref\"", "\"$id\"", "\"$dynamicRef\"", "\"#/a~/%zz\"", "\"http:\"", "\"urn:x\"", "\"//\"", "\"a b\"", "\"#\"", group.Schema.GetRawText()]);
            for (int i = 0; i < 10; i++)
            {
                try
                {
                    SchemaDocument document = SchemaDocument.Parse(mutations.Next(group.Schema), new SchemaDocumentOptions { DefaultDraft = group.DefaultDraft, Documents = OfficialSuite.Remotes });
                    _ = new JsonSchemaValidator(document).Validate(group.Tests[0].Data);
                    read++;
                }
                catch (JsonSchemaException e)
                {
                    Assert.NotEmpty(e.Where);
                    refused++;
                }
            }
        }
        output.WriteLine($"{read} read, {refused} refused");
        Assert.True(read > 1_000 && refused > 1_000);
    }

    [Theory]
    [InlineData("draft4")]
    [InlineData("draft6")]
    [InlineData("draft7")]
    [InlineData("draft2019-09")]
    [InlineData("draft2020-12")]
    public void Validate_MutatedValues_BothImplementationsAgree(string draft)
    {
        List<string> different = [];
        (int count, int valid) = (0, 0);
        foreach (SuiteGroup group in OfficialSuite.Groups(draft).Where(g => !g.Optional))
        {
            IJsonSchemaValidator[] both = [new JsonSchemaValidator(OfficialSuite.Parse(group)), new PlainValidator(group.Schema, group.DefaultDraft, OfficialSuite.Remotes)];
            Mutations mutations = new(new Random(20), [.. Scalars, .. group.Tests.Select(t => t.Data.GetRawText())]);
            for (int i = 0; i < 100; i++)
            {
                JsonElement value = mutations.Next(group.Tests[i % group.Tests.Count].Data);
                bool first = both[0].Validate(value).IsValid;
                count++;
                if (first) valid++;
                if (first != both[1].Validate(value).IsValid) different.Add($"{group.Name}: {value.GetRawText()}: {(first ? "accepted" : "rejected")}");
            }
        }
        output.WriteLine($"{draft}: {count} values, {valid} valid");
        foreach (string line in different.Take(50)) output.WriteLine(line);
        Assert.Empty(different);
        Assert.InRange(valid, count / 5, count * 4 / 5);
    }
}
