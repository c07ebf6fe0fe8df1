namespace MlOps.Codegen.Registry;

/// <summary>Why the registry did not do what it was asked to.</summary>
public enum RegistryFailureKind
{
    /// <summary>What was named is not there.</summary>
    NotFound,

    /// <summary>A rule forbids it; nothing was changed.</summary>
    Refused,

    /// <summary>The registry's database cannot be reached, is no registry, or failed.</summary>
    Unreachable,
}

/// <summary>Says why the registry did not do what it was asked to, in words for a person. Nothing was changed.</summary>
/// <param name="kind">What kind of reason.</param>
/// <param name="message">The reason, and what would help.</param>
/// <param name="inner">What the database said; null where it was not asked.</param>
public sealed class RegistryFailure(RegistryFailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of reason.</summary>
    public RegistryFailureKind Kind => kind;
}
