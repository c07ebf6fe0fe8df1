using System.Reflection;
using MlOps.Codegen.CSharp.Compilation;
using MlOps.Runtime;

namespace MlOps.Codegen.CSharp;

/// <summary>A compiled class that scores, not yet loaded.</summary>
/// <remarks>It is code: load images only that this process has compiled, or that nobody else can have written.</remarks>
public sealed class ScorerImage
{
    private readonly byte[] assembly;
    private readonly string typeName;

    internal ScorerImage(string typeName, byte[] assembly)
    {
        this.typeName = typeName;
        this.assembly = assembly;
    }

    /// <summary>The assembly's size in bytes.</summary>
    public int Size => assembly.Length;

    /// <summary>Loads the class anew, apart from earlier loads.</summary>
    /// <returns>The scorer; to be disposed of so that its code can be unloaded.</returns>
    public CompiledScorer Load()
    {
        var context = new ScorerLoadContext();
        try
        {
            using var stream = new MemoryStream(assembly, writable: false);
            Type type = context.LoadFromStream(stream).GetType(typeName, throwOnError: true)!;
            return new CompiledScorer((IScorer)Activator.CreateInstance(type)!, context);
        }
        catch
        {
            context.Unload();
            throw;
        }
    }
}
