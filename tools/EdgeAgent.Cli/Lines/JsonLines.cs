using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using EdgeAgent.Templates;
using EdgeAgent.Tokenizers;
using SmartHome.Terminal;

namespace EdgeAgent.Cli.Lines;

/// <summary>A file of JSON objects, one a line, answered one by one: one line in, one line out, in order.</summary>
/// <remarks>A line that cannot be answered gives <c>{"error"}</c>; one that is no JSON object ends the run, since the file is then something
/// else. Blank lines are skipped. Output is ASCII, so that no console's encoding changes it.</remarks>
internal static class JsonLines
{
    private const int MaxDepth = 256; // deeper than the conversations that templates print (ChatTemplateOptions.MaxDepth)

    /// <summary>Answers every line.</summary>
    /// <param name="path">The file, plain or gzipped.</param>
    /// <param name="output">Where the answers go.</param>
    /// <param name="answer">Writes the fields of one answer. May throw what the libraries throw, or <see cref="Unusable"/>.</param>
    /// <param name="stop">Stops between lines.</param>
    /// <exception cref="CliException">The file cannot be read (EA7005), or a line is no JSON object (EA7006).</exception>
    public static void Answer(string path, TextWriter output, Action<JsonElement, Utf8JsonWriter> answer, CancellationToken stop)
    {
        try
        {
            using Stream file = Open(path);
            LineReader lines = new(file, path);
            ArrayBufferWriter<byte> written = new();
            using Utf8JsonWriter json = new(written);
            while (lines.TryRead(out ReadOnlyMemory<byte> line))
            {
                stop.ThrowIfCancellationRequested();
                if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
                using JsonDocument document = Parse(line, lines.Where);
                Write(document.RootElement, answer, written, json);
                output.WriteLine(Encoding.UTF8.GetString(written.WrittenSpan));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Unreadable(e.Message, path, e);
        }
    }

    /// <summary>What is thrown for a file that cannot be read.</summary>
    public static CliException Unreadable(string why, string where, Exception? inner = null) => new(
        ExitCodes.BadInput, "EA7005", $"The file cannot be read: {why}", where, "Name a file that is there, whole, and may be read.", inner);

    /// <summary>What is thrown for a line whose field is missing or of the wrong kind.</summary>
    public static CliException Unusable(string what, string field, Exception? inner = null) => new(
        ExitCodes.BadInput, "EA7007", what, $"#/{field}", "Correct this line; docs/cli.md lists the fields.", inner);

    private static void Write(
        JsonElement line, Action<JsonElement, Utf8JsonWriter> answer, ArrayBufferWriter<byte> written, Utf8JsonWriter json)
    {
        Restart(written, json);
        try
        {
            answer(line, json);
        }
        catch (Exception e) when (e is CliException or TokenizerException or TemplateException)
        {
            Restart(written, json);
            // What a template says with raise_exception is meant for whoever reads the answer, word for word.
            json.WriteString("error", e is TemplateException { Code: "EA2012" } raised ? raised.What : e.Message);
        }
        json.WriteEndObject();
        json.Flush();
    }

    private static void Restart(ArrayBufferWriter<byte> written, Utf8JsonWriter json)
    {
        written.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> line, string where)
    {
        JsonDocument? document = null;
        string why;
        Exception? inner = null;
        try
        {
            document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            why = $"it is {document.RootElement.ValueKind}";
        }
        catch (JsonException e)
        {
            (why, inner) = (e.Message, e);
        }
        document?.Dispose();
        throw new CliException(
            ExitCodes.BadInput, "EA7006", $"The line is no JSON object: {why}", where, "Write one JSON object a line, in UTF-8.", inner);
    }

    private static Stream Open(string path)
    {
        FileStream file = File.OpenRead(path);
        bool zipped = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B; // RFC 1952, 2.3.1
        file.Position = 0;
        return zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
