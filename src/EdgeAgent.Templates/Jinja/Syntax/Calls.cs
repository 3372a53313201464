using EdgeAgent.Templates.Jinja.Library;
using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary>The arguments of a call as written: by position, by name, <c>*list</c> and <c>**dict</c>.</summary>
internal sealed class ArgumentList(
    Expression[] positional, (string Name, Expression Value)[] named, Expression? spread = null, Expression? spreadNamed = null)
{
    public static readonly ArgumentList Empty = new([], []);

    public Arguments Evaluate(Frame frame)
    {
        if (spread is not null || spreadNamed is not null) return EvaluateSpread(frame);
        if (named.Length == 0) return new Arguments(positional.EvaluateAll(frame), []);
        return new Arguments(positional.EvaluateAll(frame), EvaluateNamed(frame));
    }

    private KeyValuePair<string, object>[] EvaluateNamed(Frame frame)
    {
        KeyValuePair<string, object>[] values = new KeyValuePair<string, object>[named.Length];
        for (int i = 0; i < values.Length; i++) values[i] = new(named[i].Name, named[i].Value.Evaluate(frame));
        return values;
    }

    private Arguments EvaluateSpread(Frame frame)
    {
        List<object> byPosition = [.. positional.EvaluateAll(frame)];
        List<KeyValuePair<string, object>> byName = [.. EvaluateNamed(frame)];
        if (spread?.Evaluate(frame) is { } more) byPosition.AddRange(Iteration.Collect(frame.State, more));
        object? map = spreadNamed?.Evaluate(frame);
        if (map is JinjaDict dict)
        {
            foreach (JinjaTuple pair in DictView.Pairs(dict).Cast<JinjaTuple>())
                byName.Add(new(PythonPrint.Str(frame.State, pair[0]), pair[1]));
        }
        else if (map is not null) throw frame.State.BadValue($"A {PythonType.NameOf(map)} after ** is not a dict.");
        return new Arguments([.. byPosition], [.. byName]);
    }
}

/// <summary><c>callee(…)</c></summary>
internal sealed class CallExpression(int offset, Expression callee, ArgumentList arguments) : Expression(offset)
{
    private readonly AttributeExpression? _attribute = callee as AttributeExpression;
    private readonly Method? _ofText = callee is AttributeExpression a ? MethodTable.OfText(a.Name) : null;
    private readonly Method? _ofDict = callee is AttributeExpression a ? MethodTable.OfDict(a.Name) : null;

    public override object Evaluate(Frame frame)
    {
        if (_attribute is null) return Invoke(frame, callee.Evaluate(frame), arguments.Evaluate(frame));
        object target = _attribute.Target.Evaluate(frame);
        Method? method = target switch { string => _ofText, JinjaDict => _ofDict, _ => null };
        if (method is null) return Invoke(frame, _attribute.Of(frame, target), arguments.Evaluate(frame));
        Arguments given = arguments.Evaluate(frame); // the usual methods need no bound method
        frame.State.At = Offset;
        frame.State.Step();
        return method.Call(frame.State, target, given);
    }

    /// <summary>Calls with one argument more by name (a call block's <c>caller</c>).</summary>
    public object EvaluateWith(Frame frame, string name, object value)
    {
        object function = callee.Evaluate(frame);
        Arguments given = arguments.Evaluate(frame);
        return Invoke(frame, function, given with { Named = [.. given.Named, new(name, value)] });
    }

    /// <summary>A macro prints where it stands, without its text becoming a value in between.</summary>
    public override void Print(Frame frame)
    {
        if (_attribute is not null || callee.Evaluate(frame) is not MacroValue macro)
        {
            base.Print(frame);
            return;
        }
        Arguments given = arguments.Evaluate(frame);
        frame.State.At = Offset;
        macro.Print(frame.State, given);
    }

    private object Invoke(Frame frame, object function, Arguments given)
    {
        RenderState state = frame.State;
        state.At = Offset;
        state.Step();
        return function switch
        {
            Callable callable => callable.Call(state, given),
            Undefined undefined => throw state.UndefinedUse(undefined),
            _ => throw state.BadValue($"A {PythonType.NameOf(function)} cannot be called."),
        };
    }
}
