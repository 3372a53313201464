using EdgeAgent.Templates.Jinja.Syntax;

namespace EdgeAgent.Templates.Jinja.Parsing;

/// <summary>Keeps the scopes while a template is parsed, and at the end gives every variable its slots.</summary>
/// <remarks>At the end, because a name set further down in a scope is that scope's own also where it is read before.</remarks>
internal sealed class NameBinder
{
    private readonly List<(NameExpression Name, Scope Scope)> _names = [];
    private readonly List<MacroDefinition> _macros = [];

    public NameBinder() => Root = Current = new Scope(null, new Activation());

    public Scope Root { get; }

    public Scope Current { get; private set; }

    public Scope Open(bool isLoop = false) => Current = new Scope(Current, Current.Activation) { IsLoop = isLoop };

    public Scope OpenMacro() => Current = new Scope(Current, new Activation());

    public void Close() => Current = Current.Parent!;

    public void Enter(Scope scope) => Current = scope;

    public NameExpression Read(int offset, string name)
    {
        NameExpression expression = new(offset, name);
        _names.Add((expression, Current));
        return expression;
    }

    public MacroDefinition Define(string name, Scope scope, Parameter[] parameters, Block body)
    {
        // Innermost of the three special names, but only if the body reads them: declared late, they shadow nothing else.
        foreach (string special in (ReadOnlySpan<string>)[MacroDefinition.Varargs, MacroDefinition.Kwargs, MacroDefinition.Caller])
            scope.Declare(special, isAlwaysSet: true);
        MacroDefinition macro = new(name, scope, parameters, body);
        _macros.Add(macro);
        return macro;
    }

    public void Complete()
    {
        foreach ((NameExpression name, Scope scope) in _names) name.Bind(scope.Resolve(name.Name));
        foreach (MacroDefinition macro in _macros) macro.Complete();
    }
}
