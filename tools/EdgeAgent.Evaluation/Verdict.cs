namespace EdgeAgent.Evaluation;

/// <summary>Right, or why not. The reasons are those of the training's evaluation.</summary>
internal enum Verdict
{
    Right,
    Malformed,
    NoCall,
    WrongCount,
    WrongName,
    WrongArguments,
    UnwantedCall,
    Empty,
    TooLong,
    NoQuestion,
    MissingValue,
}
