namespace EdgeAgent.JsonSchema.Formats;

/// <summary>The scripts that rules for the context of a character ask for.</summary>
internal enum IdnaScript
{
    Other = 0,
    Greek = 1,
    Hebrew = 2,
    HiraganaKatakanaHan = 3,
}
