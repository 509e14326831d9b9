export function Brand() {
  return (
    <span className="brand">
      <img src="/icon.svg" alt="" width={26} height={26} />
      Cascade
    </span>
  );
}
