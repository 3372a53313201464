using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeAgent.Cli.Lines;
using EdgeAgent.Grammar;
using EdgeAgent.JsonSchema;

namespace EdgeAgent.Cli.Commands;

/// <summary>The options that say what a text must be: a JSON Schema, a regular expression, or a grammar.</summary>
internal sealed class ConstraintGroup
{
    private const int MaxBytes = 16 << 20;

    private readonly Option<string?> _schema = new("--schema") { Description = "A file with a JSON Schema: the continuation is a document of it.", HelpName = "FILE" };
    private readonly Option<string?> _regex = new("--regex") { Description = "A regular expression that the whole continuation matches.", HelpName = "PATTERN" };
    private readonly Option<string?> _grammar = new("--grammar") { Description = "A file with a grammar in GBNF, as llama.cpp reads it.", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new[] { _schema, _regex, _grammar }) command.Add(option);
        command.Validators.Add(result =>
        {
            if (Given(result) > 1) result.AddError("Take one of --schema, --regex and --grammar.");
        });
    }

    /// <summary>Whether the command line has one of them.</summary>
    public bool IsIn(CommandResult result) => Given(result) > 0;

    /// <summary>What compiles the constraint, its file read; null where there is none.</summary>
    public Func<GrammarVocabulary, CompiledGrammar>? Read(ParseResult parsed, CancellationToken stop)
    {
        if (parsed.GetValue(_schema) is string file)
        {
            SchemaDocument schema = SchemaDocument.Parse(TextFile(file));
            return vocabulary => GrammarCompiler.Compile(schema, vocabulary, null, stop);
        }
        if (parsed.GetValue(_regex) is string pattern) return vocabulary => GrammarCompiler.CompileRegex(pattern, vocabulary, null, stop);
        if (parsed.GetValue(_grammar) is not string path) return null;
        string rules = TextFile(path);
        return vocabulary => GrammarCompiler.CompileGbnf(rules, vocabulary, null, stop);
    }

    private int Given(CommandResult result) => new[] { _schema, _regex, _grammar }.Count(option => result.GetResult(option) is not null);

    /// <summary>The whole text of a file.</summary>
    /// <exception cref="CliException">EA7005: it cannot be read, or is too long.</exception>
    public static string TextFile(string path)
    {
        try
        {
            long length = new FileInfo(path).Length;
            return length <= MaxBytes ? File.ReadAllText(path) : throw JsonLines.Unreadable($"{length:N0} bytes are too many.", path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw JsonLines.Unreadable(e.Message, path, e);
        }
    }
}
