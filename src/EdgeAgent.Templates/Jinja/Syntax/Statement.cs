using System.Runtime.CompilerServices;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary>How a statement ends: most go on to the next one.</summary>
internal enum Flow { Next, Break, Continue }

/// <summary>A node of the compiled template that writes or sets something. Immutable once the parser is done.</summary>
internal abstract class Statement
{
    public abstract Flow Execute(Frame frame);
}

/// <summary>Statements one after another.</summary>
internal sealed class Block(Statement[] statements)
{
    public static readonly Block Empty = new([]);

    public Flow Execute(Frame frame)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (Statement statement in statements)
        {
            frame.State.Step();
            if (statement.Execute(frame) is var flow and not Flow.Next) return flow;
        }
        return Flow.Next;
    }
}

internal sealed class TextStatement(string text) : Statement
{
    public override Flow Execute(Frame frame)
    {
        frame.State.Output.Append(text);
        return Flow.Next;
    }
}

internal sealed class PrintStatement(Expression value) : Statement
{
    public override Flow Execute(Frame frame)
    {
        value.Print(frame);
        return Flow.Next;
    }
}

internal sealed class IfStatement((Expression Test, Block Body)[] branches, Block otherwise) : Statement
{
    public override Flow Execute(Frame frame)
    {
        foreach ((Expression test, Block body) in branches)
            if (test.IsTrue(frame)) return body.Execute(frame);
        return otherwise.Execute(frame);
    }
}

internal sealed class JumpStatement(Flow flow) : Statement
{
    public override Flow Execute(Frame frame) => flow;
}
