namespace SmartHome.Tools;

/// <summary>What to do with the lock of the front door.</summary>
public enum LockAction
{
    Lock,
    Unlock,
}
