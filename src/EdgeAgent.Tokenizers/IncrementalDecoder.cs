namespace EdgeAgent.Tokenizers;

/// <summary>Turns one stream of token ids into text as it comes: never half a character, and never one lost.</summary>
/// <remarks>Not thread-safe: one stream, one decoder. The pieces and the tail joined are the text of the whole stream.</remarks>
public abstract class IncrementalDecoder
{
    /// <summary>Takes the next id and returns the characters it completes; empty if it completes none.</summary>
    /// <param name="id">The token id.</param>
    public abstract string Append(int id);

    /// <summary>Ends the stream: returns what stands for an unfinished character (U+FFFD), or empty. The decoder can then begin a new
    /// stream.</summary>
    public abstract string Flush();
}
