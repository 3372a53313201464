namespace EdgeAgent.Agents;

/// <summary>Thrown by a handler to tell the model why it could not do what was asked.</summary>
/// <remarks>
/// The message is written for the model: it reads <c>{"error": "message"}</c> and may try again or explain it to the user. Of any
/// other exception it reads only that the function failed, so that paths, keys and stack traces stay on the device
/// (<see cref="ToolOptions.ExposeExceptionMessage"/> changes that).
/// </remarks>
/// <example><c>throw new ToolException($"There is no room '{room}'. Rooms: kitchen, bathroom.");</c></example>
public sealed class ToolException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="messageForModel">One short sentence without secrets: it enters the prompt.</param>
    /// <param name="innerException">The cause, for the caller's events and logs; the model never sees it.</param>
    public ToolException(string messageForModel, Exception? innerException = null)
        : base(messageForModel, innerException) => ArgumentException.ThrowIfNullOrWhiteSpace(messageForModel);
}
