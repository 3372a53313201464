using EdgeAgent.Models.Tests.Support;
using EdgeAgent.TestData;

namespace EdgeAgent.Models.Tests;

public sealed class ModelManifestTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Theory]
    [InlineData("default", "edgeagent-135m")]
    [InlineData("NESSO", "nesso-0.4b-agentic")]
    [InlineData("zagreus", "open-zagreus-0.4b")]
    [InlineData("cerbero-7b", "cerbero-7b")]
    [InlineData("llamantino-2-70b-ultrachat", "llamantino-2-70b-ultrachat")]
    [InlineData("anita", "llamantino-3-anita-8b")]
    [InlineData("apt3", "apt3-1b-base")]
    [InlineData("smollm2", "smollm2-135m-instruct")]
    public void Find_IdOrAlias_GivesTheRow(string name, string id) => Assert.Equal(id, ModelManifest.Embedded.Find(name).Id);

    [Fact]
    public void Embedded_EveryRow_HasLicenceEndTokenAndLanguage()
    {
        Assert.Equal(File.ReadAllText(SharedData.InRepository("models.manifest.json")).Split("\"id\": \"").Length - 1,
            ModelManifest.Embedded.Models.Count * 2);
        Assert.All(ModelManifest.Embedded.Models, static row =>
        {
            Assert.NotEmpty(row.Licence.Id);
            Assert.NotEmpty(row.Tokens.Eos);
            Assert.NotEmpty(row.Languages);
            Assert.NotNull(row.ToolCalls);
            // Those have their own, and are not given without it.
            Assert.True(row.TemplateText is not null || row.Id is "edgeagent-135m" or "qwen3-0.6b");
            Assert.Equal(["cpu", "gpu", "npu"], row.Forms.Keys.Order());
            Assert.True(row.Repository is not null || row.Source is not null); // somewhere to get it from
        });
    }

    [Theory]
    [InlineData("nesso-0.4b-instruct"), InlineData("zagreus-0.4b-ita"), InlineData("qwen3-0.6b"), InlineData("functiongemma-270m")]
    [InlineData("llamantino-2-7b"), InlineData("llamantino-2-13b"), InlineData("llamantino-2-70b")]
    public void Embedded_RowThatNobodyCouldCheckHere_SaysWhatIsAssumed(string id) => Assert.NotEmpty(ModelManifest.Embedded.Find(id).Assumed);

    [Theory, InlineData("apt3-1b-base"), InlineData("functiongemma-270m")]
    public void Embedded_ModelsWithTermsToAccept_SaySoAndWhere(string id)
    {
        LicenceInfo licence = ModelManifest.Embedded.Find(id).Licence;
        Assert.True(licence.MustAccept);
        Assert.StartsWith("https://", licence.Url, StringComparison.Ordinal);
    }

    [Fact]
    public void Embedded_DefaultModel_FilesInTheRepositoryAreThoseOfTheManifest()
    {
        ModelManifestEntry row = ModelManifest.Embedded.Find("default");
        Assert.NotNull(row.Source);
        IReadOnlyList<PackageFile> found =
            SourceCheck.Check(row, SharedData.InRepository("models", row.Id), null, TestContext.Current.CancellationToken);
        Assert.Equal(row.Source.Files, found);
    }

    [Fact]
    public void Find_UnknownName_TellsTheNearest()
    {
        ModelException error = Assert.Throws<ModelException>(() => ModelManifest.Embedded.Find("neso-0.4b-agentik"));
        Assert.Equal("EA4001", error.Code);
        Assert.StartsWith("Take one of: nesso-0.4b-agentic,", error.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"manifestVersion":"2.0","models":[]}""")]
    [InlineData("""{"manifestVersion":"1.0","models":[{"id":"x"}]}""")]
    public void Load_MalformedManifest_IsRefusedWithItsPlace(string content)
    {
        File.WriteAllText(_temporary["m.json"], content);
        ModelException error = Assert.Throws<ModelException>(() => ModelManifest.Load(_temporary["m.json"]));
        Assert.Equal("EA4008", error.Code);
        Assert.Contains("m.json", error.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"aliases\": [\"default\", \"s\"]", "\"aliases\": [\"small\"]", "two models")]
    [InlineData("\"title\": \"t\"", "\"title\": \"t\", \"template\": \"none\"", "'none'")]
    [InlineData("\"layers\": 1", "\"layers\": 0", "'small'")]
    public void Load_RowsThatContradict_AreRefused(string before, string after, string words)
    {
        Packages.Manifest(_temporary["m.json"], new("f", 1, new('0', 64)));
        File.WriteAllText(_temporary["m.json"], File.ReadAllText(_temporary["m.json"]).Replace(before, after, StringComparison.Ordinal));
        ModelException error = Assert.Throws<ModelException>(() => ModelManifest.Load(_temporary["m.json"]));
        Assert.Equal("EA4008", error.Code);
        Assert.Contains(words, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileThatIsNotThere_IsRefused()
        => Assert.Equal("EA4008", Assert.Throws<ModelException>(() => ModelManifest.Load(_temporary["none"])).Code);

    public void Dispose() => _temporary.Dispose();
}
