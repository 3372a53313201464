using EdgeAgent.Templates.Jinja.Operations;

namespace EdgeAgent.Templates.Jinja.Library;

/// <summary>Fills texts up to a width in code points, bounded by the output limit.</summary>
internal static class Padding
{
    public static string Blanks(RenderState state, long count) => Fill(state, ' ', count);

    public static string Left(RenderState state, string text, long width, char fill)
        => text + Fill(state, fill, width - PythonText.Length(text));

    public static string Right(RenderState state, string text, long width, char fill)
        => Fill(state, fill, width - PythonText.Length(text)) + text;

    /// <summary><c>str.center</c>: an odd rest goes left where the width is odd, else right.</summary>
    public static string Center(RenderState state, string text, long width, char fill)
    {
        long padding = Math.Max(0, width - PythonText.Length(text));
        long left = (padding / 2) + (padding & width & 1);
        return Fill(state, fill, left) + text + Fill(state, fill, padding - left);
    }

    private static string Fill(RenderState state, char fill, long count)
    {
        if (count <= 0) return "";
        state.Charge(count);
        return new string(fill, (int)count);
    }
}
