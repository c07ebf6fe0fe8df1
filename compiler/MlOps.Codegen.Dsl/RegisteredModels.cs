namespace MlOps.Codegen.Dsl;

/// <summary>Answers for a registry.</summary>
/// <param name="name">The name of a registered model.</param>
/// <param name="version">The number of a version.</param>
/// <returns>The version, or why there is none.</returns>
public delegate RegisteredAnswer RegisteredModels(string name, int version);

/// <summary>What a registry says when it is asked for a version.</summary>
/// <param name="Version">The version; null where there is none.</param>
/// <param name="Why">Why there is none, for people; empty where there is one.</param>
public sealed record RegisteredAnswer(RegisteredVersion? Version, string Why);

/// <summary>A registered version of a model.</summary>
/// <param name="Extension">The extension of its model file, with the dot, such as <c>.pipeline</c>.</param>
/// <param name="Content">The bytes of its model file.</param>
/// <param name="File">The bytes of another file that it consists of, by its name; null where there is none.</param>
public sealed record RegisteredVersion(string Extension, byte[] Content, Func<string, byte[]?> File);
