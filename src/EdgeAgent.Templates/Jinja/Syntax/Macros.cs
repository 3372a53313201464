using System.Runtime.CompilerServices;
using EdgeAgent.Templates.Jinja.Parsing;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Syntax;

/// <summary>A parameter of a macro: its slot and its default.</summary>
internal sealed record Parameter(string Name, int Slot, Expression? Default);

/// <summary>What a macro or a call block is, compiled.</summary>
internal sealed class MacroDefinition(string name, Scope scope, Parameter[] parameters, Block body)
{
    public const string Varargs = "varargs", Kwargs = "kwargs", Caller = "caller";

    public string Name => name;

    public Parameter[] Parameters => parameters;

    public Block Body => body;

    public int SlotCount { get; private set; }

    /// <summary>Slots of the three names that a macro may read without having them as parameters; -1 where it does not.</summary>
    public int VarargsSlot { get; private set; } = -1;

    public int KwargsSlot { get; private set; } = -1;

    public int CallerSlot { get; private set; } = -1;

    /// <summary>To be called once, when all names of the template are bound.</summary>
    public void Complete()
    {
        SlotCount = scope.Activation.SlotCount;
        if (IsRead(Varargs)) VarargsSlot = scope.Declare(Varargs);
        if (IsRead(Kwargs)) KwargsSlot = scope.Declare(Kwargs);
        if (IsRead(Caller)) CallerSlot = scope.Declare(Caller);
    }

    private bool IsRead(string special) => scope.Read.Contains(special) && !Array.Exists(parameters, p => p.Name == special);
}

internal sealed class MacroStatement(MacroDefinition macro, int slot) : Statement
{
    public override Flow Execute(Frame frame)
    {
        frame.Slots[slot] = new MacroValue(macro, frame);
        return Flow.Next;
    }
}

/// <summary><c>{% call(x) macro(…) %}…{% endcall %}</c></summary>
internal sealed class CallBlockStatement(CallExpression call, MacroDefinition caller) : Statement
{
    public override Flow Execute(Frame frame)
    {
        frame.State.Output.AppendValue(call.EvaluateWith(frame, "caller", new MacroValue(caller, frame)));
        return Flow.Next;
    }
}

/// <summary>A macro together with the activation that it was defined in.</summary>
internal sealed class MacroValue(MacroDefinition macro, Frame definedIn) : Callable
{
    public override string TypeName => $"macro '{macro.Name}'";

    public object? Attribute(string name) => name switch
    {
        "name" => macro.Name,
        "arguments" => new JinjaTuple([.. macro.Parameters.Select(p => p.Name)]),
        _ => null,
    };

    public override object Call(RenderState state, Arguments arguments)
    {
        int mark = state.Output.Length;
        Print(state, arguments);
        return state.Output.Cut(mark);
    }

    public void Print(RenderState state, Arguments arguments)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        state.Enter();
        Frame frame = new(state, macro.SlotCount, definedIn);
        List<KeyValuePair<string, object>> named = [.. arguments.Named];
        BindParameters(frame, arguments.Positional, named);
        BindSpecials(frame, arguments.Positional, named);
        FillDefaults(frame);
        macro.Body.Execute(frame);
        state.Leave();
    }

    private void BindParameters(Frame frame, object[] positional, List<KeyValuePair<string, object>> named)
    {
        for (int i = 0; i < macro.Parameters.Length; i++)
        {
            Parameter parameter = macro.Parameters[i];
            if (i < positional.Length) frame.Slots[parameter.Slot] = positional[i];
            else if (named.Count > 0 && Take(named, parameter.Name) is { } value) frame.Slots[parameter.Slot] = value;
        }
    }

    private void BindSpecials(Frame frame, object[] positional, List<KeyValuePair<string, object>> named)
    {
        if (macro.CallerSlot >= 0)
            frame.Slots[macro.CallerSlot] = Take(named, MacroDefinition.Caller)
                ?? Undefined.Because("No call block called this macro: it has no caller");
        if (macro.KwargsSlot >= 0)
            frame.Slots[macro.KwargsSlot] = JinjaDict.Of(named.Select(n => KeyValuePair.Create((object)n.Key, n.Value)));
        else if (named.Count > 0)
            throw frame.State.BadValue($"Macro '{macro.Name}' takes no argument '{named[0].Key}'.");
        if (macro.VarargsSlot >= 0)
            frame.Slots[macro.VarargsSlot] = new JinjaTuple([.. positional.Skip(macro.Parameters.Length)]);
        else if (positional.Length > macro.Parameters.Length)
            throw frame.State.BadValue($"Macro '{macro.Name}' takes {macro.Parameters.Length} arguments, not {positional.Length}.");
    }

    // After all are bound: a default may read the parameters before it.
    private void FillDefaults(Frame frame)
    {
        foreach (Parameter parameter in macro.Parameters)
            frame.Slots[parameter.Slot] ??= parameter.Default?.Evaluate(frame)
                ?? Undefined.Because($"Parameter '{parameter.Name}' was not provided");
    }

    private static object? Take(List<KeyValuePair<string, object>> named, string name)
    {
        int at = named.FindIndex(n => n.Key == name);
        if (at < 0) return null;
        object value = named[at].Value;
        named.RemoveAt(at);
        return value;
    }
}
