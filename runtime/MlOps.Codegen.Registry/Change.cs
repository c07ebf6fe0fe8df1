namespace MlOps.Codegen.Registry;

/// <summary>Who changes the registry and why: every change is told both, and keeps them.</summary>
public sealed record Change
{
    private const int LongestWho = 200;
    private const int LongestReason = 4000;

    /// <summary>States who and why.</summary>
    /// <param name="who">A name of 1 to 200 characters, such as an account's.</param>
    /// <param name="reason">1 to 4000 characters.</param>
    /// <exception cref="RegistryFailure">One of them is empty, too long, or has control characters.</exception>
    public Change(string who, string reason)
    {
        Who = Texts.Line(who, "who changes the registry", LongestWho);
        Reason = Texts.Text(reason, "the reason", LongestReason);
    }

    /// <summary>The name of who asks for the change.</summary>
    public string Who { get; }

    /// <summary>Why.</summary>
    public string Reason { get; }
}
