namespace EdgeAgent.JsonSchema.Tests.Suite;

/// <summary>The official JSON-Schema-Test-Suite: drafts 4 to 2020-12 whole, with the optional parts.</summary>
public class OfficialSuiteTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("draft4", 618)]
    [InlineData("draft6", 839)]
    [InlineData("draft7", 927)]
    [InlineData("draft2019-09", 1259)]
    [InlineData("draft2020-12", 1299)]
    public void Validate_RequiredTests_VerdictsAreTheSuites(string draft, int tests) => Assert.Empty(Run(draft, optional: false, tests));

    [Theory]
    [InlineData("draft4", 319)]
    [InlineData("draft6", 431)]
    [InlineData("draft7", 794)]
    [InlineData("draft2019-09", 915)]
    [InlineData("draft2020-12", 926)]
    public void Validate_OptionalTests_VerdictsAreTheSuites(string draft, int tests) => Assert.Empty(Run(draft, optional: true, tests));

    /// <summary>The edition after 2020-12, not finished and not promised: read as 2020-12, with formats asserted as it wants.</summary>
    /// <remarks>What is not passed needs <c>propertyDependencies</c>, or dynamic references to anchors that only the dynamic scope has.</remarks>
    [Fact]
    public void Validate_TestsOfV1_ManyPass()
    {
        Assert.Equal(20, Run("v1", optional: false, 1929).Count);
        Assert.Empty(Run("v1", optional: true, 287));
    }

    private List<string> Run(string draft, bool optional, int tests)
    {
        List<string> wrong = [];
        int count = 0;
        foreach (SuiteGroup group in OfficialSuite.Groups(draft).Where(g => g.Optional == optional))
        {
            count += group.Tests.Count;
            wrong.AddRange(Failures(group));
        }
        output.WriteLine($"{draft}: {count - wrong.Count} of {count} tests");
        foreach (string line in wrong) output.WriteLine(line);
        Assert.Equal(tests, count);
        return wrong;
    }

    private static IEnumerable<string> Failures(SuiteGroup group)
    {
        JsonSchemaValidator validator;
        string? refused = null;
        try
        {
            validator = new JsonSchemaValidator(OfficialSuite.Parse(group)) { AssertFormats = group.AssertsFormats, AssertContent = group.File == "optional/content" };
        }
        catch (JsonSchemaException e)
        {
            (validator, refused) = (null!, e.Message);
        }
        foreach (SuiteTest test in group.Tests)
        {
            if (refused is not null)
            {
                yield return $"{group.Name} / {test.Description}: refused: {refused}";
                continue;
            }
            ValidationResult result = validator.Validate(test.Data);
            if (result.IsValid != test.Valid || result.IsValid != (result.Errors.Count == 0))
                yield return $"{group.Name} / {test.Description}: {(result.IsValid ? "accepted" : result.Errors[0].ToString())}";
        }
    }
}
