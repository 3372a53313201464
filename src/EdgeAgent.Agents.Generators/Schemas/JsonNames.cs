using System.Globalization;
using System.Text;

namespace EdgeAgent.Agents.Generators.Schemas;

/// <summary>Names as the naming policies of System.Text.Json write them; tests compare with those.</summary>
internal static class JsonNames
{
    private enum Before
    {
        Nothing,
        UpperCase,
        LowerCaseOrDigit,
        Space,
    }

    /// <summary>JsonNamingPolicy.CamelCase: the leading capitals become small, but the last one before a small letter.</summary>
    public static string CamelCase(string name)
    {
        if (name.Length == 0 || !char.IsUpper(name[0])) return name;
        char[] letters = name.ToCharArray();
        for (int i = 0; i < letters.Length; i++)
        {
            if (i == 1 && !char.IsUpper(letters[i])) break;
            bool hasNext = i + 1 < letters.Length;
            if (i > 0 && hasNext && !char.IsUpper(letters[i + 1]))
            {
                if (letters[i + 1] == ' ') letters[i] = char.ToLowerInvariant(letters[i]);
                break;
            }
            letters[i] = char.ToLowerInvariant(letters[i]);
        }
        return new string(letters);
    }

    /// <summary>JsonNamingPolicy.SnakeCaseLower: a <c>_</c> before each word, where a run of capitals is one word.</summary>
    public static string SnakeCase(string name)
    {
        StringBuilder text = new();
        Before before = Before.Nothing;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            switch (CharUnicodeInfo.GetUnicodeCategory(c))
            {
                case UnicodeCategory.UppercaseLetter:
                    bool startsWord = before is Before.LowerCaseOrDigit or Before.Space
                        || (before == Before.UpperCase && i + 1 < name.Length && char.IsLower(name[i + 1]));
                    if (startsWord) text.Append('_');
                    text.Append(char.ToLowerInvariant(c));
                    before = Before.UpperCase;
                    break;
                case UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber:
                    if (before == Before.Space) text.Append('_');
                    text.Append(c);
                    before = Before.LowerCaseOrDigit;
                    break;
                case UnicodeCategory.SpaceSeparator:
                    if (before != Before.Nothing) before = Before.Space;
                    break;
                default:
                    text.Append(c);
                    before = Before.Nothing;
                    break;
            }
        }
        return text.ToString();
    }
}
