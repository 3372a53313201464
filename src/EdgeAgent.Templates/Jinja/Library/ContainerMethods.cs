using EdgeAgent.Templates.Jinja.Operations;
using EdgeAgent.Templates.Jinja.Values;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>The reading methods of dicts, and of lists, tuples and ranges.</summary>
internal static class ContainerMethods
{
    public static IEnumerable<Method> OfDicts =>
    [
        Method.Of<JinjaDict>("items", [], (_, self, _) => DictView.Items(self)),
        Method.Of<JinjaDict>("keys", [], (_, self, _) => DictView.Keys(self)),
        Method.Of<JinjaDict>("values", [], (_, self, _) => DictView.ValuesOf(self)),
        Method.Of<JinjaDict>("copy", [], (_, self, _) => self), // nothing can tell the difference: dicts do not change
        Method.Of<JinjaDict>("get", ["key", "default"], Get),
    ];

    public static IEnumerable<Method> OfSequences =>
    [
        Method.Of<JinjaSequence>("copy", [], (_, self, _) => self),
        Method.Of<JinjaSequence>("count", ["value"], Count),
        Method.Of<JinjaSequence>("index", ["value", "start", "stop"], Index),
    ];

    private static object Get(RenderState state, JinjaDict self, ParameterValues p)
    {
        object key = p.Required(0, "get");
        Access.CheckKey(state, key);
        return self.Find(key) ?? p[1] ?? JinjaNone.Value;
    }

    private static object Count(RenderState state, JinjaSequence self, ParameterValues p)
    {
        object wanted = p.Required(0, "count");
        state.Charge(self.Count);
        long count = 0;
        for (int i = 0; i < self.Count; i++)
            if (PythonEquality.AreEqual(state, self[i], wanted)) count++;
        return Boxed.Integer(count);
    }

    private static object Index(RenderState state, JinjaSequence self, ParameterValues p)
    {
        object wanted = p.Required(0, "index");
        state.Charge(self.Count);
        long start = p.Integer(1, "index", 0), stop = p.Integer(2, "index", self.Count);
        if (start < 0) start = Math.Max(0, start + self.Count);
        if (stop < 0) stop += self.Count;
        for (int i = (int)Math.Min(start, self.Count); i < Math.Min(stop, self.Count); i++)
            if (PythonEquality.AreEqual(state, self[i], wanted)) return Boxed.Integer(i);
        throw state.BadValue("The value is not in the list.");
    }
}
