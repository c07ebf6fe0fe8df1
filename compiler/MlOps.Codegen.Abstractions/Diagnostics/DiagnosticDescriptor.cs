namespace MlOps.Codegen.Diagnostics;

/// <summary>One kind of diagnostic. Its id never changes its meaning once released.</summary>
/// <param name="Id"><c>MLC</c> and four digits: 1xxx reader, 2xxx pass, 3xxx lowering, 4xxx target, 5xxx run time.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Title">The rule in a few words.</param>
/// <param name="MessageFormat">The message, with <c>{0}</c>-style holes.</param>
/// <param name="Help">What the user can do about it.</param>
public sealed record DiagnosticDescriptor(
    string Id,
    DiagnosticSeverity Severity,
    string Title,
    string MessageFormat,
    string Help);
