using System.Text.Json.Nodes;
using EdgeAgent.Models.Tests.Support;

namespace EdgeAgent.Models.Tests;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary["p"];

    [Fact]
    public void Open_WholePackage_DescriptorSurvivesTheJourney()
    {
        ModelDescriptor written = Packages.WriteWhole(Folder);
        ModelPackage package = ModelPackage.Open(Folder);
        Assert.Equal(written.ToJson(), package.Descriptor.ToJson());
        Assert.Equal([2, 3], package.Descriptor.Tokens.Eos);
        package.Verify(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Open_MembersOfALaterMinorVersion_AreIgnored()
    {
        Change(static json =>
        {
            json["formatVersion"] = "1.7";
            json["news"] = new JsonObject { ["x"] = 1 };
            json["architecture"]!["experts"] = 8;
        });
        Assert.Equal("small", ModelPackage.Open(Folder).Descriptor.Id);
    }

    [Theory, InlineData("2.0", "EA4004"), InlineData("10.3", "EA4004"), InlineData("new", "EA4003"), InlineData(null, "EA4003")]
    public void Open_FormatVersion_HigherMajorIsRefused(string? version, string code)
    {
        Change(json => json["formatVersion"] = version);
        Assert.Equal(code, Assert.Throws<ModelException>(() => ModelPackage.Open(Folder)).Code);
    }

    public static TheoryData<string, string?> Lies => new()
    {
        { "id", null },
        { "architecture", null },
        { "architecture.layers", "0" },
        { "architecture.hidden", "-5" },
        { "architecture.kvHeads", "3" },
        { "architecture.headSize", "15" },
        { "architecture.rope.theta", "0" },
        { "architecture.slidingWindow", "[1,2]" },
        { "graphs", "[]" },
        { "graphs", """[{"role":"tail","form":"generic","file":"body.onnx"}]""" },
        { "graphs", """[{"role":"body","form":"generic","file":"other.onnx"}]""" },
        { "kv.maxLength", "0" },
        { "files", """[{"name":"body.onnx"},{"name":"body.onnx"}]""" },
        { "tokenizer", "\"tokenizer.json\"" },
        { "chatTemplate", "\"template\"" },
        { "tokens", "7" },
        { "table", """{"file":"weights.data","offset":0,"bytes":1024,"rows":8,"columns":32,"bits":32,"block":0,"layout":"rows,columns"}""" },
        { "table", """{"file":"weights.data","offset":-1,"bytes":4,"rows":1,"columns":1,"bits":32,"block":0,"layout":"rows,columns"}""" },
        { "table", """{"file":"weights.data","offset":0,"bytes":2,"rows":1,"columns":4,"bits":4,"block":4,"layout":"rows,blocks,bytes"}""" },
        { "table", """{"file":"weights.data","offset":0,"bytes":2,"rows":1,"columns":4,"bits":3,"block":4,"layout":"rows,blocks,bytes"}""" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void Open_MalformedMember_IsRefusedWithItsPath(string path, string? value)
    {
        Change(json =>
        {
            string[] parts = path.Split('.');
            JsonObject parent = parts[..^1].Aggregate(json, static (node, part) => node[part]!.AsObject());
            if (value is null) parent.Remove(parts[^1]);
            else parent[parts[^1]] = JsonNode.Parse(value);
        });
        ModelException error = Assert.Throws<ModelException>(() => ModelPackage.Open(Folder));
        Assert.Equal("EA4003", error.Code);
        Assert.Contains(ModelDescriptor.FileName, error.Where, StringComparison.Ordinal);
        Assert.Contains(path.Split('.')[0], error.What + error.Where, StringComparison.Ordinal);
    }

    [Theory, InlineData(""), InlineData("{"), InlineData("null"), InlineData("[]"),
        InlineData("{\"formatVersion\":\"1.0\",\"formatVersion\":\"1.0\"}")]
    public void Open_DescriptorThatIsNone_IsRefused(string content)
    {
        Packages.Write(Folder, ModelDescriptor.FileName, content);
        Assert.Equal("EA4003", Assert.Throws<ModelException>(() => ModelPackage.Open(Folder)).Code);
    }

    [Fact]
    public void Open_DescriptorThatIsHuge_IsNotRead()
    {
        Directory.CreateDirectory(Folder);
        using (FileStream stream = File.Create(_temporary["p", ModelDescriptor.FileName])) stream.SetLength(1L << 32);
        Assert.Equal("EA4002", Assert.Throws<ModelException>(() => ModelPackage.Open(Folder)).Code);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a//b")]
    [InlineData("C:\\x")]
    [InlineData("a\\..\\..\\b")]
    [InlineData("x:stream")]
    [InlineData("a\u0000b")]
    [InlineData(".. /x")]
    public void PathOf_NameThatLeadsElsewhere_IsRefusedInFilesToo(string name)
    {
        Packages.WriteWhole(Folder);
        ModelPackage package = ModelPackage.Open(Folder);
        Assert.Equal("EA4005", Assert.Throws<ModelException>(() => package.PathOf(name)).Code);
        Change(json => json["files"]!.AsArray().Add(new JsonObject { ["name"] = name, ["bytes"] = 1 }));
        Assert.Equal("EA4005", Assert.Throws<ModelException>(() => ModelPackage.Open(Folder)).Code);
    }

    [Fact]
    public void PathOf_NameInASubfolder_LiesInTheFolder()
    {
        Packages.WriteWhole(Folder);
        Assert.Equal(_temporary["p", "onnx", "model.onnx"], ModelPackage.Open(Folder).PathOf("onnx/model.onnx"));
    }

    [Theory, InlineData(null), InlineData("x")]
    public void Open_FileMissingOrOfAnotherSize_IsNamed(string? content)
    {
        Packages.WriteWhole(Folder);
        if (content is null) File.Delete(_temporary["p", "weights.data"]);
        else File.WriteAllText(_temporary["p", "weights.data"], content);
        ModelException error = Assert.Throws<ModelException>(() => ModelPackage.Open(Folder));
        Assert.Equal("EA4006", error.Code);
        Assert.Contains("weights.data", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_FileAltered_IsNamedWithBothHashes()
    {
        Packages.WriteWhole(Folder);
        ModelPackage package = ModelPackage.Open(Folder);
        File.WriteAllText(package.PathOf("weights.data"), "WEIGHTS");
        ModelException error = Assert.Throws<ModelException>(() => package.Verify(TestContext.Current.CancellationToken));
        Assert.Equal("EA4007", error.Code);
        Assert.Contains(package.Descriptor.Files[2].Sha256!, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ConfigurationWithoutAGraph_SaysWhatIsMissing()
    {
        Packages.Write(Folder, "config.json", "{}");
        ModelException error = Assert.Throws<ModelException>(() => ModelPackage.Open(Folder));
        Assert.Equal("EA4002", error.Code);
        Assert.Contains("onnx", error.What, StringComparison.Ordinal);
    }

    public void Dispose() => _temporary.Dispose();

    private void Change(Action<JsonObject> change)
    {
        JsonObject json = JsonNode.Parse(Packages.WriteWhole(Folder).ToJson())!.AsObject();
        change(json);
        File.WriteAllText(_temporary["p", ModelDescriptor.FileName], json.ToJsonString());
    }
}
