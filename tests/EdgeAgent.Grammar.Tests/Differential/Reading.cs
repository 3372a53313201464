namespace EdgeAgent.Grammar.Tests.Differential;

/// <summary>A place in a text and what may still come. Every reading can be completed to a whole text: what cannot is none.</summary>
internal abstract class Reading
{
    /// <summary>Whether the text may end here.</summary>
    public virtual bool MayEnd => false;

    /// <summary>The readings after a byte; none where it may not come.</summary>
    public abstract IEnumerable<Reading> Next(byte b);

    /// <summary>The readings after a byte, of several side by side.</summary>
    public static List<Reading> Next(List<Reading> readings, byte b)
    {
        List<Reading> next = [];
        foreach (Reading reading in readings) next.AddRange(reading.Next(b));
        return next.Count <= 200 ? next : throw new NotKnownException("more than 200 readings");
    }
}

/// <summary>The end of the text.</summary>
internal sealed class EndReading : Reading
{
    public override bool MayEnd => true;

    public override IEnumerable<Reading> Next(byte b) => [];
}

/// <summary>A text known byte by byte, and what comes after.</summary>
internal sealed class TextReading(byte[] text, Reading after, int at = 0) : Reading
{
    public override IEnumerable<Reading> Next(byte b) => text[at] != b ? [] : at + 1 == text.Length ? [after] : [new TextReading(text, after, at + 1)];
}

/// <summary>The beginning of a value that all of some schemas must allow.</summary>
internal sealed class ValueReading(Demand demand, Reading after) : Reading
{
    public override IEnumerable<Reading> Next(byte b) => demand.Begin(after).SelectMany(reading => reading.Next(b));
}
