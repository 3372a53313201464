using System.Text.Json;

namespace EdgeAgent.Agents.Audit;

/// <summary>A record as a line of JSON (jsonlines.org).</summary>
internal static class AuditLine
{
    /// <summary>The line with its end. What JSON has for text escapes line breaks, so one record is one line.</summary>
    public static byte[] Write(ToolAuditRecord record)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, AuditJsonContext.Default.ToolAuditRecord);
        byte[] line = new byte[json.Length + 1];
        json.CopyTo(line, 0);
        line[^1] = (byte)'\n';
        return line;
    }

    /// <summary>Reads a line without its end; null for one that holds nothing or that a crash cut off.</summary>
    /// <exception cref="AgentException">The line is no record, or one of a newer version.</exception>
    public static ToolAuditRecord? Read(ReadOnlySpan<byte> line, string where)
    {
        line = line.TrimEnd(" \r\0"u8); // zeros: what some file systems leave of a write that the power cut off
        if (line.IsEmpty) return null;
        try
        {
            if (IsCutOff(line)) return null;
            using JsonDocument json = JsonDocument.Parse(line.ToArray());
            int version = json.RootElement.GetProperty("version"u8).GetInt32();
            if (version > ToolAuditRecord.CurrentVersion)
            {
                throw new AgentException(
                    "EA6043", $"The record has version {version}; this program knows {ToolAuditRecord.CurrentVersion}.", where,
                    "Read it with a newer EdgeAgent.");
            }
            return json.RootElement.Deserialize(AuditJsonContext.Default.ToolAuditRecord);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new AgentException("EA6042", $"The line is no audit record: {e.Message}", where,
                "Restore the file from a copy; the program that writes it never changes a line.", e);
        }
    }

    /// <summary>True for the beginning of a JSON text, false for a whole one.</summary>
    private static bool IsCutOff(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line, isFinalBlock: false, default);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return reader.TokenType == JsonTokenType.None;
        while (reader.Read())
        {
            if (reader is { CurrentDepth: 0, TokenType: JsonTokenType.EndObject }) return false;
        }
        return true;
    }
}
