using System.Text;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary><c>str.replace</c>, its result measured before it is built.</summary>
internal static class Replacing
{
    // A negative count replaces all.
    public static string Apply(RenderState state, string text, string old, string replacement, long count)
    {
        state.Charge(text.Length);
        if (old.Length == 0) return Interleave(state, text, replacement, count);
        long found = 0;
        for (int at = text.IndexOf(old, StringComparison.Ordinal); at >= 0 && (count < 0 || found < count); found++)
            at = text.IndexOf(old, at + old.Length, StringComparison.Ordinal);
        if (found == 0) return text;
        state.Charge(text.Length + (found * (replacement.Length - old.Length)));
        if (count < 0) return text.Replace(old, replacement, StringComparison.Ordinal);
        StringBuilder result = new();
        int from = 0;
        for (; found > 0; found--)
        {
            int at = text.IndexOf(old, from, StringComparison.Ordinal);
            result.Append(text, from, at - from).Append(replacement);
            from = at + old.Length;
        }
        return result.Append(text, from, text.Length - from).ToString();
    }

    // Replacing nothing puts the replacement before each character and at the end.
    private static string Interleave(RenderState state, string text, string replacement, long count)
    {
        string[] characters = Operations.PythonText.Characters(text);
        long places = count < 0 ? characters.Length + 1 : Math.Min(count, characters.Length + 1);
        state.Charge(text.Length + (places * replacement.Length));
        StringBuilder result = new();
        for (int i = 0; i <= characters.Length; i++)
        {
            if (i < places) result.Append(replacement);
            if (i < characters.Length) result.Append(characters[i]);
        }
        return result.ToString();
    }
}
