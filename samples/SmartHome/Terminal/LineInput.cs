namespace SmartHome.Terminal;

/// <summary>Lines of a reader that can be waited for and given up: reading a console cannot be cancelled, waiting for it can.</summary>
/// <remarks>A line that was given up on is not lost: it answers the next call. One caller at a time.</remarks>
/// <param name="reader">Where the lines come from.</param>
/// <param name="hasPerson">Whether somebody types them, and can be asked.</param>
public sealed class LineInput(TextReader reader, bool hasPerson)
{
    private Task<string?>? _pending;

    /// <summary>Whether somebody types the lines.</summary>
    public bool HasPerson => hasPerson;

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        _pending ??= Task.Run(reader.ReadLine, CancellationToken.None);
        string? line = await _pending.WaitAsync(cancellationToken);
        _pending = null;
        return line;
    }

    /// <summary>All that is left, as it stands.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<string> ReadToEndAsync(CancellationToken cancellationToken) => Task.Run(reader.ReadToEnd, CancellationToken.None).WaitAsync(cancellationToken);
}
