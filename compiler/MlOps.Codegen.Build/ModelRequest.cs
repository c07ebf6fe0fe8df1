namespace MlOps.Codegen.Build;

/// <summary>A model that a build wants as a class.</summary>
/// <param name="Model">The model's file.</param>
/// <param name="Output">The C# file to write.</param>
internal sealed record ModelRequest(string Model, string Output)
{
    /// <summary>The wished name of the class; null for the file's name.</summary>
    public string? ClassName { get; init; }

    /// <summary>The wished namespace; null for the generator's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>Whether numbers are promised to be ordinary: as it was written, empty for no.</summary>
    public string OrdinaryInputs { get; init; } = "";

    /// <summary>Whether texts that are all known are shown as enumerations: as it was written, empty for yes.</summary>
    public string Enums { get; init; } = "";
}
